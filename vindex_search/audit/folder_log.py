"""The audit log in a folder: `audit.jsonl`, appended to under a lock, flushed to disk, rotated by size.

A line is whole or absent: what a full disk cut short is taken back, and where a power failure tore the last line, the
next one begins on a line of its own.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from vindex_search.storage.exchange import give_to_owner_of, locked

CURRENT: Final = "audit.jsonl"
ROTATED: Final = "audit-*.jsonl"
ROTATED_NAME: Final = "audit-{time}-{random}.jsonl"
TIME_FORMAT: Final = "%Y%m%dT%H%M%SZ"
MAX_BYTES: Final = 16 * 2**20  # of a file: some 50,000 entries
KEPT: Final = timedelta(days=366)  # a year, so that a question asked months later still has an answer
FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
NEW_LINE: Final = b"\n"


def append(folder: Path, lines: bytes) -> None:
    """Append whole lines, and wait until they are on the disk.

    Raises:
        OSError: the disk is full, or the log may not be written; then nothing is left of the lines.
    """
    if not folder.exists():
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        give_to_owner_of(folder.parent, folder)
    path = folder / CURRENT
    with locked(path):
        _rotate(path)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
        try:
            give_to_owner_of(folder, descriptor)
            _append(descriptor, lines)
        finally:
            os.close(descriptor)


def _append(descriptor: int, lines: bytes) -> None:
    size = os.fstat(descriptor).st_size
    is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != NEW_LINE
    remaining = memoryview(NEW_LINE + lines if is_torn else lines)
    try:
        while remaining:
            remaining = remaining[os.write(descriptor, remaining) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def read_lines(folder: Path, since: datetime) -> Iterator[bytes]:
    """The lines, oldest first; files that were full before `since` are passed over."""
    for path in [*(path for path in rotated(folder) if _rotated_at(path) >= since), folder / CURRENT]:
        try:
            with path.open("rb") as file:
                yield from file
        except FileNotFoundError:  # none was written yet, or rotated just now
            continue


def rotated(folder: Path) -> list[Path]:
    """The files that are full, oldest first."""
    return sorted(folder.glob(ROTATED))


def _rotate(path: Path) -> None:
    """Put a full file aside, and remove those that are older than `KEPT`."""
    if not path.exists() or path.stat().st_size < MAX_BYTES:
        return
    now = datetime.now(UTC)
    path.rename(path.with_name(ROTATED_NAME.format(time=now.strftime(TIME_FORMAT), random=secrets.token_hex(2))))
    for old in rotated(path.parent):
        if _rotated_at(old) < now - KEPT:
            old.unlink(missing_ok=True)


def _rotated_at(path: Path) -> datetime:
    """When a file was put aside, by its name; a name of somebody else counts as new, and is kept."""
    try:
        return datetime.strptime(path.name.split("-")[1], TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
