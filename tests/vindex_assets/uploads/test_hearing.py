"""Notifications of a bucket, by way of a queue, both over HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest

from tests.support.dagster.upload_sensor import Ticking
from tests.support.library.home import Home
from tests.support.storage.s3 import S3
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.uploads.bucket_scan import PASS_INTERVAL_S, Notifications
from vindex_assets.uploads.cursor import read_cursor
from vindex_assets.uploads.notifications import pending_notifications, queue_client
from vindex_search.contract.ids import video_id
from vindex_search.settings import settings


@pytest.fixture
def queue(s3: S3, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of an empty queue; the library's uploads are below `up/` in the bucket."""
    client = boto3.client("sqs", endpoint_url=s3.endpoint)
    url = str(client.create_queue(QueueName=s3.bucket)["QueueUrl"])
    client.close()
    monkeypatch.setenv("VINDEX_UPLOADS", f"s3://{s3.bucket}/up")
    monkeypatch.setenv("VINDEX_S3_ENDPOINT", s3.endpoint)
    monkeypatch.setenv("VINDEX_S3_EVENTS", url)
    queue_client.cache_clear()
    settings.cache_clear()
    yield url
    settings.cache_clear()
    queue_client.cache_clear()


def announce(queue: str, s3: S3, key: str) -> None:
    record = {"s3": {"bucket": {"name": s3.bucket}, "object": {"key": key}}}
    queue_client(queue).send_message(QueueUrl=queue, MessageBody=json.dumps({"Records": [record]}))


def waiting(queue: str) -> int:
    """Messages in the queue, those included that somebody has received and not acknowledged."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = queue_client(queue).get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


def test_what_was_announced_is_told_and_acknowledged_afterwards(queue: str, s3: S3) -> None:
    announce(queue, s3, "up/team/a+b.mp4")
    with pending_notifications(LibraryResource()) as heard:
        assert heard == Notifications(("team/a b.mp4",), available=True)
        assert waiting(queue) == 1
    assert waiting(queue) == 0


def test_where_the_work_fails_it_stays_announced(queue: str, s3: S3) -> None:
    announce(queue, s3, "up/team/a.mp4")
    with pytest.raises(RuntimeError), pending_notifications(LibraryResource()):
        raise RuntimeError("the store cannot be reached")
    assert waiting(queue) == 1


def test_a_queue_that_cannot_be_read_is_not_relied_on(
    queue: str, s3: S3, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_client(queue).delete_queue(QueueUrl=queue)
    with pending_notifications(LibraryResource()) as heard:
        assert heard == Notifications((), available=False)
    assert "cannot be read" in caplog.text


def test_with_a_queue_an_upload_is_found_by_what_was_announced_and_the_rest_an_hour_later(
    queue: str, s3: S3, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINDEX_UPLOADS", f"s3://{s3.bucket}/up")
    monkeypatch.setenv("VINDEX_S3_ENDPOINT", s3.endpoint)
    monkeypatch.setenv("VINDEX_S3_EVENTS", queue)
    settings.cache_clear()
    sensor = Ticking(home.library, home.instance)
    assert sensor.settle() == []
    for name in ("told", "untold"):
        s3.client.put_object(Bucket=s3.bucket, Key=f"up/team/{name}.mp4", Body=b"film")
    announce(queue, s3, "up/team/told.mp4")
    assert sensor.settle() == [video_id(s3.bucket, "team/told.mp4")]
    s3.client.delete_object(Bucket=s3.bucket, Key="up/team/told.mp4")
    announce(queue, s3, "up/team/told.mp4")
    assert sensor.settle() == []
    assert list(home.library.store.video_ids()) == []
    sensor.cursor = replace(read_cursor(sensor.cursor), began=time.time() - PASS_INTERVAL_S).to_json()
    assert sensor.settle() == [video_id(s3.bucket, "team/untold.mp4")]


def test_without_a_queue_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VINDEX_S3_EVENTS", raising=False)
    settings.cache_clear()
    with pending_notifications(LibraryResource()) as heard:
        assert heard == Notifications()
    settings.cache_clear()
