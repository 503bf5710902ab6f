"""One owner for the embedded index.

A second process that merely tries to open a Qdrant Edge shard was measured to break the owner's later flushes, so
this lock is taken before the shard is touched. The system releases it when its holder dies, however it dies. The
holder writes its address into the file, so that whoever comes second can ask it instead.
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import IO


class IndexInUse(RuntimeError):
    """Another process owns the index; `url` is where it answers, or None while it is starting."""

    def __init__(self, folder: Path, url: str | None) -> None:
        asks = f"ask it at {url}" if url else "it gives no address yet"
        super().__init__(f"another process owns the index in {folder}: {asks}")
        self.url = url


class OwnerLock:
    """An advisory lock on `<folder>/owner.lock`, held from `acquire` to `release`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[str] | None = None

    @property
    def path(self) -> Path:
        """The file that is locked; it stays when the lock is released."""
        return self._folder / "owner.lock"

    def acquire(self, *, url: str | None = None) -> None:
        """Become the owner.

        Raises:
            IndexInUse: another living process is.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            file.close()
            raise IndexInUse(self._folder, owner_url(self._folder)) from held
        self._file = file
        self.announce(url)

    def announce(self, url: str | None) -> None:
        """Write down who owns the index and where it answers."""
        if self._file is None:
            raise RuntimeError("announce() needs the lock: acquire() it first")
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "url": url}, self._file)
        self._file.flush()

    def release(self) -> None:
        """Stop being the owner; nothing happens where the lock is not held."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()
            self._file = None


def owner_url(folder: Path) -> str | None:
    """Where the present owner answers, or None: there is none, or it has no address yet."""
    try:
        url: str | None = json.loads((folder / "owner.lock").read_text(encoding="utf-8"))["url"]
    except (OSError, ValueError):
        return None
    return url
