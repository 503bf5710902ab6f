"""A lock that says when a thread has to wait for it, so that tests of locks need neither luck nor sleep."""

from __future__ import annotations

import threading
from types import TracebackType


class ContendedLock:
    """As `threading.Lock`; `contended` is set as soon as somebody waits for it, and `taken` counts who got it."""

    def __init__(self) -> None:
        self.contended = threading.Event()
        self.taken = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        """Take it."""
        if not self._lock.acquire(blocking=False):
            self.contended.set()
            self._lock.acquire()
        self.taken += 1

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give it back."""
        self._lock.release()
