"""The audit log on S3, whose objects cannot be appended to: one object for each write, named by its time.

    audit/<day>/<time of day>-<random>.jsonl

An identity that may only put objects there cannot change what was written (`deploy/iam/service.json`, in a bucket with
versions). How long they are kept is a lifecycle rule of the bucket.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final

from upath import UPath

from vindex_search.storage import files

DAY_FORMAT: Final = "%Y-%m-%d"
NAME_FORMAT: Final = "%H%M%S.%fZ"
READERS: Final = 16  # requests at once: an object has a few hundred bytes, the request takes all the time


def append(folder: UPath, lines: bytes) -> None:
    """Write whole lines as one object."""
    now = datetime.now(UTC)
    name = f"{now.strftime(NAME_FORMAT)}-{secrets.token_hex(4)}.jsonl"
    files.write(folder / now.strftime(DAY_FORMAT) / name, lines)


def read_lines(folder: UPath, since: datetime) -> Iterator[bytes]:
    """The lines since the day of `since`, oldest first."""
    first = since.astimezone(UTC).strftime(DAY_FORMAT)
    with ThreadPoolExecutor(READERS) as pool:
        for day in (day for day in files.list_names(folder) if day >= first):
            paths = [folder / day / name for name in files.list_names(folder / day)]
            for content in pool.map(UPath.read_bytes, paths):
                yield from content.splitlines(keepends=True)
