"""A value that another process may change: read anew every few seconds by a thread, never by whoever uses it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

log = logging.getLogger("vindex.service")

T = TypeVar("T")


class Watched(Generic[T]):
    """What `read` gave last; where reading fails, the value from before stays.

    Args:
        name: Of the value, for the log.
        read: Gives the value.
        every_s: Seconds between two readings.
    """

    def __init__(self, name: str, read: Callable[[], T], *, every_s: float) -> None:
        self._name, self._read, self._every_s = name, read, every_s
        self.value = read()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def look(self) -> None:
        """Read now."""
        self.value = self._read()

    def start(self) -> None:
        """Keep up from a thread of its own until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the reading under way and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self.look()
            except Exception as problem:  # noqa: BLE001 - S3 has errors of its own, and a dead thread is silent
                log.warning("%s could not be read, trying again: %s", self._name, problem)
