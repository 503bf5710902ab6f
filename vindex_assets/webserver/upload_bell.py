"""Hears of files that arrive in the folder of uploads, by inotify: nothing is read, and nothing is polled."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from vindex_assets.run_workers.launcher import wake
from vindex_search.common.text import visible
from vindex_search.storage.bucket.folder import CLOSED_SETTLE_S, SETTLE_S

# A file that is moved in from elsewhere is one that is created.
ARRIVALS: Final[list[type[FileSystemEvent]]] = [
    FileCreatedEvent,
    FileClosedEvent,
    FileMovedEvent,
    DirCreatedEvent,
    DirMovedEvent,
]
LATER_S: Final = 0.2  # after a file has lain still for long enough: clocks of file systems tick coarsely
APART_S: Final = 2.0  # between two ticks of the sensor that arrivals bring on

log = logging.getLogger("vindex.uploads")


class UploadBell(FileSystemEventHandler):
    """Context manager that watches a folder. Where that is impossible the sensor's own interval finds what arrives.

    Args:
        root: The folder.
        clock: Unix seconds.
        arriving: Called in another thread when a file has arrived: its run is likely to come soon.
    """

    def __init__(
        self,
        root: Path,
        *,
        clock: Callable[[], float] = time.time,
        arriving: Callable[[], None] = wake,
    ) -> None:
        self._root, self._clock, self._arriving = root, clock, arriving
        self._last = 0.0  # when the last file has arrived
        self._observer = Observer()

    def __enter__(self) -> Self:
        """Begin to watch."""
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            self._observer.schedule(self, str(self._root), recursive=True, event_filter=ARRIVALS)
            self._observer.start()
        except OSError as error:  # no inotify, or too many folders for it
            log.warning("%s", visible(f"uploads are found every ten seconds, as their folder is not watched: {error}"))
        return self

    def __exit__(self, _t: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None) -> None:
        """Stop watching."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def on_any_event(self, event: FileSystemEvent) -> None:  # noqa: ARG002 - which file does not matter
        """Something has arrived."""
        now = self._clock()
        if now - self._last > SETTLE_S:
            threading.Thread(target=self._arriving, name="wake-run-worker", daemon=True).start()
        self._last = now

    def has_rung_since(self, tick: float) -> bool:
        """Whether the sensor is to tick, whose last tick began at a time (Unix seconds).

        It is to look when a closed file has settled, and again when one has that may be written to still. Times of
        files count in whole seconds.
        """
        now, arrived = self._clock(), int(self._last)
        due = [arrived + settle_s + LATER_S for settle_s in (CLOSED_SETTLE_S, SETTLE_S)]
        return arrived > 0 and now - tick >= APART_S and any(tick < at <= now for at in due)
