"""What vindex needs of the place that uploads land in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from vindex_search.storage.bucket.partial_file import PartialFile


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One object as a listing shows it: `size` in bytes, `uploaded_at` as ISO 8601 in UTC."""

    key: str
    version: str
    size: int
    uploaded_at: str


@dataclass(frozen=True, slots=True)
class PresignedPut:
    """Where a client may PUT an object by itself, with which headers, within how many seconds."""

    url: str
    headers: dict[str, str]
    expires_in_s: int


class TooLargeForOnePut(ValueError):
    """More bytes than the bucket takes in one request; the message says how else they get there."""


class Bucket(Protocol):
    """What vindex needs of the place that uploads land in.

    `settle_s` is how many seconds a file must have been left alone to count as whole.
    """

    name: str
    settle_s: float

    def list(self, *, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """Objects in the order of their keys (by code points, as S3 has it), read as they are asked for.

        Args:
            prefix: What their keys begin with.
            after: They come after this key, which need not be there.
        """
        ...

    def stat(self, key: str) -> ObjectInfo | None:
        """One object, or None where there is none."""
        ...

    def local(self, key: str) -> Any:
        """Context manager: a path on this machine that holds the object's bytes, with the suffix of its key."""
        ...

    def put(self, key: str, file: Path) -> None:
        """Add an object with a file's bytes; listings show it whole or not at all."""
        ...

    def delete(self, key: str) -> None:
        """Remove an object; nothing happens where there is none."""
        ...

    def url(self, key: str) -> str | None:
        """An address that a player may fetch the object from by itself, or None: then the service sends it."""
        ...

    def presigned_put(self, key: str, size: int) -> PresignedPut | None:
        """Where a client may send an object of exactly `size` bytes by itself, or None: then `draft` takes it.

        Raises:
            TooLargeForOnePut: the bucket takes less in one request.
        """
        ...

    def open_partial(self, key: str) -> PartialFile | None:
        """An object to be written piece by piece, or None: then clients send it to `presigned_put`'s address."""
        ...


def iso_timestamp(moment: datetime) -> str:
    """A time as `Listed` has it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
