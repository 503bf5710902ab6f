from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote_plus

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.home import Home
from tests.support.storage.object_keys import Case, every_key
from tests.support.storage.s3 import S3
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.uploads.bucket_scan import PASS_INTERVAL_S, Notifications
from vindex_assets.uploads.cursor import read_cursor
from vindex_assets.uploads.notifications import (
    VISIBILITY_TIMEOUT_S,
    ReceivedMessages,
    acknowledge,
    object_keys_in,
    pending_notifications,
    queue_client,
    receive,
)
from vindex_search.contract.ids import video_id
from vindex_search.settings import settings


def of_s3(key: str, bucket: str = "b") -> dict[str, Any]:
    return {"Records": [{"s3": {"bucket": {"name": bucket}, "object": {"key": quote_plus(key, safe="/")}}}]}


def of_sns(message: object) -> dict[str, Any]:
    return {"Type": "Notification", "TopicArn": "arn", "Message": json.dumps(message)}


def of_eventbridge(key: str, bucket: str = "b") -> dict[str, Any]:
    return {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {"bucket": {"name": bucket}, "object": {"key": key}},
    }


def keys(message: object, prefix: str = "") -> list[str]:
    return object_keys_in(json.dumps(message), bucket="b", prefix=prefix)


@every_key
def test_awkward_keys_arrive_letter_for_letter(case: Case) -> None:
    assert keys(of_s3(case.key)) == [case.key]
    assert keys(of_sns(of_s3(case.key))) == [case.key]
    assert case.key in keys(of_eventbridge(case.key))
    assert case.key in keys(of_eventbridge(quote_plus(case.key)))


def test_a_message_may_name_many() -> None:
    records = [of_s3(key)["Records"][0] for key in ("t/a.mp4", "t/b.mp4")]
    assert keys({"Records": records}) == ["t/a.mp4", "t/b.mp4"]


def test_other_buckets_and_prefixes_are_skipped() -> None:
    assert keys(of_s3("t/a.mp4", bucket="other")) == []
    assert keys(of_eventbridge("t/a.mp4", bucket="other")) == []
    assert keys(of_s3("elsewhere/t/a.mp4"), prefix="up/") == []
    assert keys(of_s3("up/t/a.mp4"), prefix="up/") == ["t/a.mp4"]
    assert [len(keys(of_s3("x" * length))) for length in (1024, 1025)] == [1, 0]


def test_the_first_message_of_a_queue_names_nothing() -> None:
    assert keys({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}) == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "[]",
        "null",
        "{}",
        '{"Records": [{}]}',
        '{"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": 7}}}]}',
        '{"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": "t/%ff.mp4"}}}]}',
        '{"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": "t/\\ud800.mp4"}}}]}',
        '{"Type": "Notification", "Message": "hello"}',
        '{"Type": "SubscriptionConfirmation", "Token": "1", "Message": "You have chosen to subscribe"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_notification_is_a_value_error(body: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        object_keys_in(body, bucket="b", prefix="")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["Records", "s3", "object", "bucket", "key"]), inner)
    ),
)


@given(JSON)
def test_any_json_is_parsed_or_a_value_error(message: object) -> None:
    with suppress(ValueError):
        assert keys(message) == []


@dataclass(frozen=True)
class Queue:
    client: Any
    url: str
    arn: str

    def waiting(self) -> int:
        """How many messages are left, seen or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        counts = self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        return sum(int(count) for count in counts.values())


@pytest.fixture
def queue(s3: S3) -> Iterator[Queue]:
    client = boto3.client("sqs", endpoint_url=s3.endpoint)
    url = client.create_queue(QueueName=s3.bucket)["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    yield Queue(client, url, arn)
    client.close()


def test_created_and_removed_objects_arrive_from_the_bucket(s3: S3, queue: Queue) -> None:
    to = {"QueueConfigurations": [{"QueueArn": queue.arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]}
    s3.client.put_bucket_notification_configuration(Bucket=s3.bucket, NotificationConfiguration=to)
    s3.client.put_object(Bucket=s3.bucket, Key="up/t/a b,+é.mp4", Body=b"x")
    s3.client.put_object(Bucket=s3.bucket, Key="elsewhere/x.mp4", Body=b"x")
    s3.client.delete_object(Bucket=s3.bucket, Key="up/t/gone.mp4")
    received = receive(queue.client, queue.url, bucket=s3.bucket, prefix="up/", limit=100)
    assert received.keys[0] == "t/a b,+é.mp4"
    assert received.error == ""
    assert queue.waiting() == len(received.receipt_handles) > 0
    acknowledge(queue.client, queue.url, received.receipt_handles)
    assert queue.waiting() == 0


def test_created_objects_arrive_through_a_topic(s3: S3, queue: Queue) -> None:
    topics = boto3.client("sns", endpoint_url=s3.endpoint)
    topic = topics.create_topic(Name=s3.bucket)["TopicArn"]
    topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    to = {"TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}]}
    s3.client.put_bucket_notification_configuration(Bucket=s3.bucket, NotificationConfiguration=to)
    s3.client.put_object(Bucket=s3.bucket, Key="t/a b,+é.mp4", Body=b"x")
    received = receive(queue.client, queue.url, bucket=s3.bucket, prefix="", limit=100)
    assert received.keys == ("t/a b,+é.mp4",)
    topics.close()


def test_created_objects_arrive_through_eventbridge(s3: S3, queue: Queue) -> None:
    events = boto3.client("events", endpoint_url=s3.endpoint)
    events.put_rule(Name=s3.bucket, EventPattern=json.dumps({"source": ["aws.s3"]}))
    events.put_targets(Rule=s3.bucket, Targets=[{"Id": "1", "Arn": queue.arn}])
    s3.client.put_bucket_notification_configuration(
        Bucket=s3.bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    s3.client.put_object(Bucket=s3.bucket, Key="t/a b,+é.mp4", Body=b"x")
    received = receive(queue.client, queue.url, bucket=s3.bucket, prefix="", limit=100)
    assert "t/a b,+é.mp4" in received.keys
    events.close()


def test_one_tick_receives_up_to_the_limit(queue: Queue) -> None:
    for number in range(25):
        queue.client.send_message(QueueUrl=queue.url, MessageBody=json.dumps(of_s3(f"t/{number}.mp4")))
    first = receive(queue.client, queue.url, bucket="b", prefix="", limit=12)
    assert len(first.keys) == len(first.receipt_handles) == 12
    second = receive(queue.client, queue.url, bucket="b", prefix="", limit=100)
    assert set(first.keys) | set(second.keys) == {f"t/{number}.mp4" for number in range(25)}
    acknowledge(queue.client, queue.url, first.receipt_handles + second.receipt_handles)
    assert queue.waiting() == 0


def test_a_message_that_was_not_acknowledged_is_received_again(queue: Queue) -> None:
    queue.client.send_message(QueueUrl=queue.url, MessageBody=json.dumps(of_s3("t/a.mp4")))
    killed = receive(queue.client, queue.url, bucket="b", prefix="", limit=10)
    assert receive(queue.client, queue.url, bucket="b", prefix="", limit=10) == ReceivedMessages((), ())
    for handle in killed.receipt_handles:  # as if VISIBILITY_TIMEOUT_S had passed
        queue.client.change_message_visibility(QueueUrl=queue.url, ReceiptHandle=handle, VisibilityTimeout=0)
    assert receive(queue.client, queue.url, bucket="b", prefix="", limit=10).keys == ("t/a.mp4",)
    assert VISIBILITY_TIMEOUT_S > 60


def test_what_is_no_notification_is_logged_and_removed(queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    queue.client.send_message(QueueUrl=queue.url, MessageBody="hello")
    queue.client.send_message(QueueUrl=queue.url, MessageBody=json.dumps(of_s3("t/a.mp4")))
    received = receive(queue.client, queue.url, bucket="b", prefix="", limit=10)
    assert received.keys == ("t/a.mp4",)
    assert len(received.receipt_handles) == 2
    assert "'hello'" in caplog.text


def test_a_queue_that_does_not_exist_is_reported_and_raises_nothing(queue: Queue) -> None:
    received = receive(queue.client, f"{queue.url}-gone", bucket="b", prefix="", limit=10)
    assert received.keys == ()
    assert f"{queue.url}-gone cannot be read" in received.error


def test_the_region_is_that_of_the_queue(s3: S3) -> None:
    assert queue_client("https://sqs.eu-west-3.amazonaws.com/1/q").meta.region_name == "eu-west-3"
    assert queue_client(f"{s3.endpoint}/1/q").meta.region_name == "us-east-1"


# From the settings to the sensor


@pytest.fixture
def configured_queue(s3: S3, queue: Queue, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """An empty queue that the settings name; the library's uploads are below `up/` in the bucket."""
    monkeypatch.setenv("VINDEX_UPLOADS", f"s3://{s3.bucket}/up")
    monkeypatch.setenv("VINDEX_S3_ENDPOINT", s3.endpoint)
    monkeypatch.setenv("VINDEX_S3_EVENTS", queue.url)
    queue_client.cache_clear()
    settings.cache_clear()
    yield queue
    settings.cache_clear()
    queue_client.cache_clear()


def announce(queue: Queue, s3: S3, key: str) -> None:
    queue.client.send_message(QueueUrl=queue.url, MessageBody=json.dumps(of_s3(key, bucket=s3.bucket)))


def test_what_was_announced_is_acknowledged_after_the_block(configured_queue: Queue, s3: S3) -> None:
    announce(configured_queue, s3, "up/team/a b.mp4")
    with pending_notifications(LibraryResource()) as notifications:
        assert notifications == Notifications(("team/a b.mp4",), available=True)
        assert configured_queue.waiting() == 1
    assert configured_queue.waiting() == 0


def test_where_the_work_fails_it_stays_announced(configured_queue: Queue, s3: S3) -> None:
    announce(configured_queue, s3, "up/team/a.mp4")
    with pytest.raises(RuntimeError), pending_notifications(LibraryResource()):
        raise RuntimeError("the store cannot be reached")
    assert configured_queue.waiting() == 1


def test_a_queue_that_cannot_be_read_is_not_relied_on(
    configured_queue: Queue, s3: S3, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured_queue.client.delete_queue(QueueUrl=configured_queue.url)
    with pending_notifications(LibraryResource()) as notifications:
        assert notifications == Notifications((), available=False)
    assert "cannot be read" in caplog.text


def test_with_a_queue_an_upload_is_found_by_what_was_announced_and_the_rest_an_hour_later(
    configured_queue: Queue, s3: S3, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINDEX_UPLOADS", f"s3://{s3.bucket}/up")
    monkeypatch.setenv("VINDEX_S3_ENDPOINT", s3.endpoint)
    monkeypatch.setenv("VINDEX_S3_EVENTS", configured_queue.url)
    settings.cache_clear()
    sensor = SensorHarness(home.library, home.instance)
    assert sensor.settle() == []
    for name in ("announced", "lost"):
        s3.client.put_object(Bucket=s3.bucket, Key=f"up/team/{name}.mp4", Body=b"film")
    announce(configured_queue, s3, "up/team/announced.mp4")
    assert sensor.settle() == [video_id(s3.bucket, "team/announced.mp4")]
    s3.client.delete_object(Bucket=s3.bucket, Key="up/team/announced.mp4")
    announce(configured_queue, s3, "up/team/announced.mp4")
    assert sensor.settle() == []
    assert list(home.library.store.video_ids()) == []
    sensor.cursor = replace(read_cursor(sensor.cursor), began=time.time() - PASS_INTERVAL_S).to_json()
    assert sensor.settle() == [video_id(s3.bucket, "team/lost.mp4")]


def test_without_a_queue_there_are_no_notifications(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VINDEX_S3_EVENTS", raising=False)
    settings.cache_clear()
    with pending_notifications(LibraryResource()) as notifications:
        assert notifications == Notifications()
    settings.cache_clear()
