"""S3's event notifications, read from an SQS queue: which keys to list before the scan comes to them.

A notification is a hint: whatever it says happened, the bucket is listed for what is there now. One that is lost, late,
doubled or forged costs a listing at most. Messages are acknowledged when the tick that received them has ended well.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import unquote_plus

from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.uploads.bucket_scan import MAX_SINGLE_KEYS, Notifications
from vindex_search.common.text import visible
from vindex_search.storage.bucket.s3 import S3Bucket

MAX_MESSAGES: Final = MAX_SINGLE_KEYS  # a tick; most messages name one key
SQS_BATCH_SIZE: Final = 10  # messages in one request: the limit of SQS
VISIBILITY_TIMEOUT_S: Final = 120  # longer than Dagster lets a tick take (60 s), short for one that was killed
MAX_KEY_BYTES: Final = 1024  # of UTF-8: the limit of S3
MAX_QUOTED_LENGTH: Final = 200  # characters of a message that is dropped

log = logging.getLogger("vindex.uploads")


@dataclass(frozen=True, slots=True)
class ReceivedMessages:
    """What the messages of a queue name.

    Attributes:
        keys: Object keys, without the bucket's prefix.
        receipt_handles: To acknowledge the messages by.
        error: Why the queue could not be read to its end, if so; the scan must not rely on it then.
    """

    keys: tuple[str, ...]
    receipt_handles: tuple[str, ...]
    error: str = ""


@contextmanager
def pending_notifications(library: LibraryResource) -> Iterator[Notifications]:
    """The notifications since the last tick; they are acknowledged where the block ends without an error."""
    queue, bucket = library.settings.s3_events, library.bucket
    if not queue or not isinstance(bucket, S3Bucket):
        yield Notifications()
        return
    from botocore.exceptions import BotoCoreError, ClientError

    client = queue_client(queue)
    received = receive(client, queue, bucket=bucket.name, prefix=bucket.prefix, limit=MAX_MESSAGES)
    if received.error:
        log.warning("%s", visible(received.error))
    yield Notifications(keys=received.keys, available=not received.error)
    try:
        acknowledge(client, queue, received.receipt_handles)
    except (BotoCoreError, ClientError) as problem:
        log.warning("messages of the queue will come again: %s", visible(str(problem)))


# The queue


@cache
def queue_client(queue_url: str) -> Any:
    """A boto3 client for a queue, by the usual AWS chain; in the region that the queue's URL names, where it does."""
    import boto3

    region = re.match(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com", queue_url)
    return boto3.client("sqs", region_name=region[1] if region else None)


def receive(client: Any, queue_url: str, *, bucket: str, prefix: str, limit: int) -> ReceivedMessages:
    """Read the queue. Messages that are no notifications are logged, and acknowledged with the others.

    Args:
        client: A boto3 client for SQS.
        queue_url: URL of the queue.
        bucket: Name of the bucket of the uploads; keys of other buckets are skipped.
        prefix: Of the uploads in the bucket, with its slash; keys outside are skipped.
        limit: How many messages are enough.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    keys: dict[str, None] = {}
    handles: list[str] = []
    error = ""
    try:
        for message in _messages(client, queue_url, limit):
            handles.append(message["ReceiptHandle"])
            keys.update(dict.fromkeys(_parse_or_drop(message["Body"], bucket, prefix)))
    except (BotoCoreError, ClientError) as problem:
        error = f"the queue {queue_url} cannot be read: {problem}"
    return ReceivedMessages(keys=tuple(keys), receipt_handles=tuple(handles), error=error)


def acknowledge(client: Any, queue_url: str, receipt_handles: Sequence[str]) -> None:
    """Remove messages from the queue; one that SQS fails to remove is received and listed once more."""
    for start in range(0, len(receipt_handles), SQS_BATCH_SIZE):
        entries = [
            {"Id": str(number), "ReceiptHandle": handle}
            for number, handle in enumerate(receipt_handles[start : start + SQS_BATCH_SIZE])
        ]
        client.delete_message_batch(QueueUrl=queue_url, Entries=entries)


def _messages(client: Any, queue_url: str, limit: int) -> Iterator[dict[str, Any]]:
    left = limit
    while left > 0:
        answer = client.receive_message(
            QueueUrl=queue_url, MaxNumberOfMessages=min(left, SQS_BATCH_SIZE), VisibilityTimeout=VISIBILITY_TIMEOUT_S
        )
        messages = answer.get("Messages", [])
        yield from messages
        if not messages:
            return
        left -= len(messages)


# The messages


def _parse_or_drop(body: str, bucket: str, prefix: str) -> list[str]:
    try:
        return object_keys_in(body, bucket=bucket, prefix=prefix)
    except ValueError as problem:
        log.warning(
            "a message of the queue is dropped: %s: '%s'", visible(str(problem)), visible(body[:MAX_QUOTED_LENGTH])
        )
        return []


def object_keys_in(body: str, *, bucket: str, prefix: str) -> list[str]:
    """The object keys that a message names, without the prefix: one from S3 itself, through SNS or from EventBridge.

    Raises:
        ValueError: it is none of these, or a key is no text.
    """
    try:
        named = list(_named_objects(json.loads(body)))
    except RecursionError:
        raise ValueError("the message is nested too deeply to be read") from None
    keys = [key for name, key in named if name == bucket and key.startswith(prefix)]
    return [key.removeprefix(prefix) for key in keys if len(key.encode()) <= MAX_KEY_BYTES]


def _named_objects(message: Any) -> Iterator[tuple[str, str]]:
    """Bucket and key of each object that a message names."""
    match message:
        case {"Event": "s3:TestEvent"}:
            return
        case {"Type": "Notification", "Message": str(inner)}:
            yield from _named_objects(json.loads(inner))
        case {"source": "aws.s3", "detail": {"bucket": {"name": str(name)}, "object": {"key": str(key)}}}:
            # AWS does not say whether EventBridge encodes keys; one that names nothing costs a listing.
            yield from ((name, key), (name, unquote_plus(key)))
        case {"Records": [*records]}:
            yield from map(_named_object, records)
        case _:
            raise ValueError("the message is no notification of S3, neither its own nor through SNS or EventBridge")


def _named_object(record: Any) -> tuple[str, str]:
    match record:
        case {"s3": {"bucket": {"name": str(name)}, "object": {"key": str(key)}}}:
            return name, unquote_plus(key, errors="strict")
    raise ValueError("the message has a record without a bucket and a key")
