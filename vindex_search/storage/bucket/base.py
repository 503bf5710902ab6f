"""The interface of a bucket of uploads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from vindex_search.storage.bucket.partial_file import PartialFile


class BucketMissing(FileNotFoundError):
    """The folder of the uploads is not there: nobody has made it yet, or its disk is not mounted."""


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One object of a bucket: `size` in bytes, `uploaded_at` as ISO 8601 in UTC."""

    key: str
    version: str
    size: int
    uploaded_at: str


@dataclass(frozen=True, slots=True)
class PresignedPut:
    """A presigned PUT request: URL, required headers, and seconds until it expires."""

    url: str
    headers: dict[str, str]
    expires_in_s: int


class TooLargeForOnePut(ValueError):
    """An object exceeds what the bucket accepts in one PUT; the message says how to upload it instead."""


OnLink = Callable[[str], object]


def ignore_link(key: str) -> None:
    """A link in a listing that nobody is told of."""


class Bucket(Protocol):
    """A bucket of uploads.

    Attributes:
        name: Part of the video ids.
        settle_s: Seconds since its last modification after which an object counts as complete.
        closed_settle_s: The same for one that nobody is writing (`is_closed`).
    """

    name: str
    settle_s: float
    closed_settle_s: float

    def list(self, *, prefix: str = "", after: str = "", on_link: OnLink = ...) -> Iterator[ObjectInfo]:
        """Iterate lazily over objects, ordered by the code points of their keys, as S3 lists them.

        Args:
            prefix: Prefix of the keys.
            after: List only keys greater than this one, which need not exist.
            on_link: Called with the key of each symbolic link that the listing passes: no link is an object.
        """
        ...

    def stat(self, key: str) -> ObjectInfo | None:
        """One object, or None where it does not exist."""
        ...

    def open(self, key: str) -> BinaryIO | None:
        """The object, opened for reading, where it is on this machine; None on S3.

        Raises:
            FileNotFoundError: it is on this machine and does not exist.
        """
        ...

    def is_closed(self, key: str) -> bool:
        """Whether nobody is writing an object; false also where that cannot be known."""
        ...

    def read_head(self, key: str, size: int) -> bytes:
        """The first bytes of an object.

        Raises:
            FileNotFoundError: it does not exist.
        """
        ...

    def sweep(self, key: str) -> bool:
        """Remove an object that is the draft of an upload and nobody writes any more; returns whether it was."""
        ...

    def local_path(self, key: str) -> Any:
        """Context manager: a local file with the object's bytes and the suffix of its key."""
        ...

    def put(self, key: str, file: Path) -> None:
        """Upload a local file; listings never show it incomplete."""
        ...

    def delete(self, key: str) -> None:
        """Remove an object where it exists."""
        ...

    def url(self, key: str) -> str | None:
        """A URL from which a player can fetch the object, or None where the service has to send it."""
        ...

    def presigned_put(self, key: str, size: int) -> PresignedPut | None:
        """A presigned PUT of exactly `size` bytes, or None where the service receives uploads (`open_partial`).

        Raises:
            TooLargeForOnePut: `size` exceeds what the bucket accepts in one PUT.
        """
        ...

    def open_partial(self, key: str) -> PartialFile | None:
        """An object to be written in pieces, or None where clients upload through `presigned_put`."""
        ...


def iso_timestamp(time: datetime) -> str:
    """A time in the format of `ObjectInfo.uploaded_at`."""
    return time.astimezone(UTC).isoformat(timespec="seconds")
