"""An exclusive lock on the embedded index.

A second process that only tries to open a Qdrant Edge shard was measured to break later flushes of the first one, so
this advisory lock (flock) is acquired before a shard is opened. The kernel releases it when its process ends in any
way. The owner writes its address into the file, so that others can send their queries there.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from vindex_search.storage.permissions import create_file, make_folders


class IndexInUse(RuntimeError):
    """Another process owns the index; `url` is its address, or None while it is starting."""

    def __init__(self, folder: Path, url: str | None) -> None:
        address = f"ask it at {url}" if url else "it gives no address yet"
        super().__init__(f"another process owns the index in {folder}: {address}")
        self.url = url


class OwnerLock:
    """An advisory lock on `<folder>/owner.lock`, held from `acquire` to `release`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[str] | None = None

    @property
    def path(self) -> Path:
        """The lock file; releasing the lock does not delete it."""
        return self._folder / "owner.lock"

    def acquire(self, *, url: str | None = None) -> None:
        """Acquire the lock without waiting.

        Args:
            url: Address at which this process answers queries; None: it has none yet.

        Raises:
            IndexInUse: another process holds it.
        """
        make_folders(self._folder)
        with suppress(FileExistsError):
            os.close(create_file(self.path))
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as locked:
            file.close()
            raise IndexInUse(self._folder, owner_url(self._folder)) from locked
        self._file = file
        self.announce(url)

    def announce(self, url: str | None) -> None:
        """Write the owner's process id and address into the lock file.

        Raises:
            RuntimeError: the lock is not held.
        """
        if self._file is None:
            raise RuntimeError("announce() needs the lock: acquire() it first")
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "url": url}, self._file)
        self._file.flush()

    def release(self) -> None:
        """Release the lock; no-op where it is not held."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()
            self._file = None


def owner_url(folder: Path) -> str | None:
    """Address of the current owner; None where there is no owner, or it has no address yet."""
    try:
        url: str | None = json.loads((folder / "owner.lock").read_text(encoding="utf-8"))["url"]
    except (OSError, ValueError):
        return None
    return url
