"""S3's event notifications, read from an SQS queue: which objects to look at before the listing comes to them.

A notification is a hint and no more: whatever it says happened, the bucket is asked what is there. So one that is lost,
late, doubled or forged costs a listing at most. Messages are acknowledged when what they name was registered.
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
from vindex_search.storage.bucket.s3 import S3Bucket

MOST_AT_ONCE: Final = 10  # messages in one request: the limit of SQS
VISIBILITY_TIMEOUT_S: Final = (
    120  # longer than a tick may take (Dagster ends it after 60 s), short for one that was killed
)
LONGEST_KEY: Final = 1024  # bytes of UTF-8: the limit of S3, where nothing has a longer one

log = logging.getLogger("vindex.uploads")


@dataclass(frozen=True, slots=True)
class ReceivedMessages:
    """Keys to look at, without the bucket's prefix, and what to acknowledge their messages by.

    `trouble` says why the queue could not be read to its end: then the listing must not rely on it.
    """

    keys: tuple[str, ...]
    handles: tuple[str, ...]
    error: str = ""


@cache
def queue_client(queue_url: str) -> Any:
    """A client for a queue, by the usual AWS chain; in the region that the queue's address names, where it does."""
    import boto3

    region = re.match(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com", queue_url)
    return boto3.client("sqs", region_name=region[1] if region else None)


def receive(client: Any, queue_url: str, *, bucket: str, prefix: str, limit: int) -> ReceivedMessages:
    """What the queue holds now. Messages that are not understood are logged, and acknowledged with the others.

    Args:
        client: A boto3 client for SQS.
        queue_url: Address of the queue.
        bucket: Name of the bucket of the uploads; what is said of another is passed over.
        prefix: That of the uploads in the bucket, with its slash; keys outside are passed over.
        most: Messages that are enough.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    keys: dict[str, None] = {}
    handles: list[str] = []
    try:
        for message in _messages(client, queue_url, limit):
            handles.append(message["ReceiptHandle"])
            keys.update(dict.fromkeys(_understood(message["Body"], bucket, prefix)))
    except (BotoCoreError, ClientError) as problem:
        return ReceivedMessages(tuple(keys), tuple(handles), f"the queue {queue_url} cannot be read: {problem}")
    return ReceivedMessages(tuple(keys), tuple(handles))


def acknowledge(client: Any, queue_url: str, handles: Sequence[str]) -> None:
    """Remove messages from the queue; one that SQS does not remove comes again and is looked at again."""
    for start in range(0, len(handles), MOST_AT_ONCE):
        entries = [
            {"Id": str(number), "ReceiptHandle": handle}
            for number, handle in enumerate(handles[start : start + MOST_AT_ONCE])
        ]
        client.delete_message_batch(QueueUrl=queue_url, Entries=entries)


def object_keys_in(body: str, *, bucket: str, prefix: str) -> list[str]:
    """The keys that a message names, without the prefix: one of S3's own, through SNS or from EventBridge.

    Raises:
        ValueError: it is none of these, or the key is no text.
    """
    try:
        named = list(_named(json.loads(body)))
    except RecursionError:
        raise ValueError("the message is nested too deeply to be read") from None
    ours = [key for name, key in named if name == bucket and key.startswith(prefix)]
    return [key.removeprefix(prefix) for key in ours if len(key.encode()) <= LONGEST_KEY]


def _named(message: Any) -> Iterator[tuple[str, str]]:
    match message:
        case {"Event": "s3:TestEvent"}:
            return
        case {"Type": "Notification", "Message": str(inner)}:
            yield from _named(json.loads(inner))
        case {"source": "aws.s3", "detail": {"bucket": {"name": str(name)}, "object": {"key": str(key)}}}:
            # AWS does not say whether EventBridge encodes keys; one that names nothing costs a listing.
            yield from ((name, key), (name, unquote_plus(key)))
        case {"Records": [*records]}:
            yield from map(_of_record, records)
        case _:
            raise ValueError("the message is no notification of S3, neither its own nor through SNS or EventBridge")


def _of_record(record: Any) -> tuple[str, str]:
    match record:
        case {"s3": {"bucket": {"name": str(name)}, "object": {"key": str(key)}}}:
            return name, unquote_plus(key, errors="strict")
    raise ValueError("the message has a record without a bucket and a key")


def _messages(client: Any, queue_url: str, most: int) -> Iterator[dict[str, Any]]:
    left = most
    while left > 0:
        wanted = min(left, MOST_AT_ONCE)
        answer = client.receive_message(
            QueueUrl=queue_url, MaxNumberOfMessages=wanted, VisibilityTimeout=VISIBILITY_TIMEOUT_S
        )
        messages = answer.get("Messages", [])
        yield from messages
        if not messages:
            return
        left -= len(messages)


def _understood(body: str, bucket: str, prefix: str) -> list[str]:
    try:
        return object_keys_in(body, bucket=bucket, prefix=prefix)
    except ValueError as problem:
        log.warning("a message of the queue is dropped: %s: %.200r", problem, body)
        return []


MOST_MESSAGES: Final = MAX_SINGLE_KEYS  # of one look; most messages name one key
log = logging.getLogger("vindex.uploads")


@contextmanager
def pending_notifications(library: LibraryResource) -> Iterator[Notifications]:
    """What was announced since the last look; where the block ends well, it is not announced again."""
    queue, bucket = library.settings.s3_events, library.bucket
    if not queue or not isinstance(bucket, S3Bucket):
        yield Notifications()
        return
    from botocore.exceptions import BotoCoreError, ClientError

    client = queue_client(queue)
    received = receive(client, queue, bucket=bucket.name, prefix=bucket.prefix, limit=MOST_MESSAGES)
    if received.error:
        log.warning(received.error)
    yield Notifications(received.keys, available=not received.error)
    try:
        acknowledge(client, queue, received.handles)
    except (BotoCoreError, ClientError) as problem:
        log.warning("messages of the queue will come again: %s", problem)
