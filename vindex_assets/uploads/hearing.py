"""What the bucket's notifications tell one look, and when they are acknowledged: after it has done its work."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from vindex_assets.pipeline.resources import Library
from vindex_assets.uploads.bucket_scan import MOST_SINGLE, Told
from vindex_assets.uploads.notifications import acknowledge, queue_client, receive
from vindex_search.storage.bucket.s3 import S3Bucket

MOST_MESSAGES: Final = MOST_SINGLE  # of one look; most messages name one key

log = logging.getLogger("vindex.uploads")


@contextmanager
def told(library: Library) -> Iterator[Told]:
    """What was announced since the last look; where the block ends well, it is not announced again."""
    queue, bucket = library.settings.s3_events, library.bucket
    if not queue or not isinstance(bucket, S3Bucket):
        yield Told()
        return
    from botocore.exceptions import BotoCoreError, ClientError

    client = queue_client(queue)
    received = receive(client, queue, bucket=bucket.name, prefix=bucket.prefix, most=MOST_MESSAGES)
    if received.trouble:
        log.warning(received.trouble)
    yield Told(received.keys, listens=not received.trouble)
    try:
        acknowledge(client, queue, received.handles)
    except (BotoCoreError, ClientError) as problem:
        log.warning("messages of the queue will come again: %s", problem)
