"""Requests by kind, and counted by a real server."""

from __future__ import annotations

import boto3
import pytest

from benchmarks.capacity.s3_requests import AWS, BUCKET, counting_server, kind_of


@pytest.mark.parametrize(
    ("method", "target", "kind"),
    [
        ("GET", "/b/key", "get"),
        ("GET", "/b?list-type=2&prefix=a", "list"),
        ("GET", "/b?prefix=a", "list"),
        ("HEAD", "/b/key", "head"),
        ("PUT", "/b/key", "put"),
        ("POST", "/b/key?uploads", "put"),
        ("POST", "/b?delete", "delete"),
        ("DELETE", "/b/key", "delete"),
    ],
)
def test_kinds_are_those_of_prices(method: str, target: str, kind: str) -> None:
    assert kind_of(method, target) == kind


def test_the_server_counts_what_it_answers() -> None:
    with counting_server() as (counter, environment):
        client = boto3.Session(*AWS.values()).client("s3", endpoint_url=environment["VINDEX_S3_ENDPOINT"])
        before = counter.counts.copy()
        client.put_object(Bucket=BUCKET, Key="a", Body=b"1")
        client.get_object(Bucket=BUCKET, Key="a")["Body"].read()
        client.list_objects_v2(Bucket=BUCKET)
        client.delete_object(Bucket=BUCKET, Key="a")
        client.close()
        found = dict(counter.counts - before)
    assert found == {"put": 1, "get": 1, "list": 1, "delete": 1}
