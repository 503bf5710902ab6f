"""An HTTP server that records the requests to Qdrant, and answers each with the smallest result the client accepts."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

DONE: Final = {"operation_id": 1, "status": "completed"}
COLLECTION: Final = {
    **{"status": "green", "optimizer_status": "ok", "segments_count": 1, "points_count": 0, "payload_schema": {}},
    "config": {
        **{"params": {}, "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000}},
        "optimizer_config": {
            **{"deleted_threshold": 0.2, "vacuum_min_vector_number": 1000, "default_segment_number": 0},
            "flush_interval_sec": 5,
        },
    },
}


class Request(NamedTuple):
    """A request as it came, with its API key."""

    method: str
    path: str
    query: str
    body: Any
    key: str | None


class RecordingServer(ThreadingHTTPServer):
    """A server on a port of its own.

    Attributes:
        requests: All of them, in order.
        statuses: With which the next requests are answered, one after the other; then with 200.
        results: By method and end of the path, as "POST /points", what is answered instead of the smallest result.
        version: Of Qdrant, as it is answered.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[Request] = []
        self.statuses: list[int] = []
        self.results: dict[str, Any] = {}
        self.version = "1.20.0"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def bodies(self, method: str, path_end: str) -> list[Any]:
        """The bodies of the requests with a method whose path ends so."""
        return [request.body for request in self.sent(method, path_end)]

    def sent(self, method: str, path_end: str) -> list[Request]:
        """The requests with a method whose path ends so."""
        return [one for one in self.requests if one.method == method and one.path.endswith(path_end)]

    def result(self, method: str, path: str) -> Any:
        """What a request is answered with."""
        for request, result in self.results.items():
            of_method, _, end = request.partition(" ")
            if method == of_method and path.endswith(end):
                return result
        if path.endswith("/exists"):
            return {"exists": False}
        if path.endswith("/points/query/batch"):
            return [{"points": []}]
        if path.endswith("/points") and method == "POST":
            return []
        if method == "GET" and path.count("/") == 2:
            return COLLECTION
        return DONE if "/points" in path or "/index" in path else True


class _Handler(BaseHTTPRequestHandler):
    server: RecordingServer

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        self.server.requests.append(
            Request(
                method=self.command,
                path=address.path,
                query=address.query,
                body=json.loads(body) if body else None,
                key=self.headers.get("api-key"),
            )
        )
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        result = self.server.result(self.command, address.path)
        about = {"title": "qdrant - vector search engine", "version": self.server.version}
        answer = about if address.path == "/" else {"result": result, "status": "ok", "time": 0.0}
        data = json.dumps(answer).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 - names of the base class

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def recording_server() -> Iterator[RecordingServer]:
    """A server that runs while the context lasts."""
    made = RecordingServer()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        thread.join()
        made.server_close()
