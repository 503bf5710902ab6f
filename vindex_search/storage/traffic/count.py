"""Bytes and requests of the storage, counted while a block runs.

A count belongs to the context (`contextvars`) of the thread that asked: steps that run beside each other in threads of
one process do not count each other's, and the event loop of s3fs counts for the thread that waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class Traffic:
    """What was read and written so far: bytes, and requests of S3 that read, or that write or list."""

    bytes_read: int = 0
    bytes_written: int = 0
    reading_requests: int = 0
    writing_requests: int = 0


_current: Final[ContextVar[Traffic | None]] = ContextVar("traffic", default=None)


@contextmanager
def counted() -> Iterator[Traffic]:
    """Context manager: counts what its block reads and writes; a count around it goes on afterwards."""
    traffic = Traffic()
    token = _current.set(traffic)
    try:
        yield traffic
    finally:
        _current.reset(token)


def count(*, read: int = 0, written: int = 0, reading_requests: int = 0, writing_requests: int = 0) -> None:
    """Add bytes and requests to the count of this context, where there is one."""
    if traffic := _current.get():
        traffic.bytes_read += read
        traffic.bytes_written += written
        traffic.reading_requests += reading_requests
        traffic.writing_requests += writing_requests
