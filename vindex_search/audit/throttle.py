"""Bounds what strangers can make the audit log grow by: so many entries a minute, and the number of those left out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

PER_MINUTE: Final = 60  # enough to see who tries what; each is flushed to the disk, and kept for a year
MINUTE_S: Final = 60.0


class Throttle:
    """Counts entries that anybody may cause; safe for several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began, self._count, self._left_out = clock(), 0, 0
        self._lock = threading.Lock()

    def admit(self) -> int | None:
        """Whether to write an entry now: None where not, else how many were left out since the last one."""
        with self._lock:
            now = self._clock()
            if now - self._began >= MINUTE_S:
                self._began, self._count = now, 0
            self._count += 1
            if self._count > PER_MINUTE:
                self._left_out += 1
                return None
            left_out, self._left_out = self._left_out, 0
            return left_out
