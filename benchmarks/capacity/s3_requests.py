"""Requests to S3, counted by the server that answers them: moto's, over HTTP."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

BUCKET: Final = "vindex"
AWS: Final = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
# An answer other than 200, such as a part of an object or "no such key", is in colours.
REQUEST: Final = re.compile(r'"(?:\x1b\[[0-9;]*m)*(?P<method>[A-Z]+) (?P<target>\S+)')
LISTINGS: Final = ("list-type=", "prefix=", "uploads&", "versions")


class RequestCounter(logging.Handler):
    """Counts the requests of the server's own log, by kind: list, get, head, put, delete."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line."""
        found = REQUEST.search(record.getMessage())
        if found:
            self.counts[kind_of(found["method"], found["target"])] += 1


def kind_of(method: str, target: str) -> str:
    """The kind of a request, as prices tell them apart; a copy, and each part of an upload, is a put."""
    if method == "GET" and any(mark in target for mark in LISTINGS):
        return "list"
    if method == "DELETE" or (method == "POST" and target.split("?", 1)[-1].startswith("delete")):
        return "delete"
    return {"GET": "get", "HEAD": "head"}.get(method, "put")


@contextmanager
def counting_server() -> Iterator[tuple[RequestCounter, Mapping[str, str]]]:
    """A server with an empty bucket: its counter, and the environment of a library that lies there."""
    import boto3
    from moto.server import ThreadedMotoServer

    counter, log = RequestCounter(), logging.getLogger("werkzeug")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(counter)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=True)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    boto3.Session(*AWS.values()).client("s3", endpoint_url=endpoint).create_bucket(Bucket=BUCKET)
    places = {"VINDEX_UPLOADS": f"s3://{BUCKET}/uploads", "VINDEX_STORE": f"s3://{BUCKET}/store"}
    try:
        yield counter, {**AWS, **places, "VINDEX_S3_ENDPOINT": endpoint}
    finally:
        server.stop()
        log.removeHandler(counter)
