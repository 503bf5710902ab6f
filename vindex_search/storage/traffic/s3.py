"""Requests and bytes of S3, as botocore sends them: its events see every try of s3fs and of boto3.

The kinds of requests are those that are priced apart: writes, copies and listings; reads; deletions are free. What the
SDK transfers in threads of its own (`download_file`, `upload_file`), its caller counts with `count_transfer`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from vindex_search.storage.traffic.count import count

EVENT: Final = "before-send.s3"
READ_EVENT: Final = "after-call.s3.GetObject"
READING: Final = ("Get", "Head")
FREE: Final = ("Delete", "Abort")
PART_BYTES: Final = 8 * 2**20  # of a transfer: the SDK's default (`boto3.s3.transfer.TransferConfig`)


@cache
def watch_sessions() -> None:
    """Have every session of botocore that is opened from now on count its requests; once a process."""
    import botocore

    botocore.register_initializer(_register)


def count_transfer(*, read: int = 0, written: int = 0) -> None:
    """Count an object that the SDK has transferred in threads of its own, in parts where it is large."""
    parts = max(1, -(-(read + written) // PART_BYTES))
    if written:
        count(written=written, writing_requests=parts)
    else:
        count(read=read, reading_requests=parts)


def _register(session: Any) -> None:
    session.register(EVENT, _count_request)
    session.register(READ_EVENT, _count_answer)


def _count_request(request: Any, event_name: str, **_: Any) -> None:
    """Called before each try of each request; what it returns would be taken for the answer."""
    operation = event_name.rpartition(".")[2]
    if operation.startswith(READING):
        count(reading_requests=1)
    elif not operation.startswith(FREE):
        count(writing_requests=1, written=_length(request.headers.get("Content-Length")))


def _count_answer(parsed: dict[str, Any], **_: Any) -> None:
    count(read=_length(parsed.get("ContentLength")))


def _length(value: Any) -> int:
    return int(value) if value else 0
