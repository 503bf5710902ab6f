"""Threads that do one thing every few seconds, and values that one of them keeps up to date."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

log = logging.getLogger("vindex.service")

T = TypeVar("T")


class PollingThread(ABC):
    """A daemon thread that takes a turn every few seconds; a subclass says what a turn does.

    An error of a turn never ends the thread: it is logged once for as long as its sentence stays the same, and its end
    is logged once. As a context manager it runs for the length of the block.

    Args:
        name: Of the thread, also in the log.
        interval_s: Seconds from the start of a turn to the start of the next; one that takes longer is followed by the
            next at once.
        immediate: Whether the first turn comes with `start` instead of an interval later.
    """

    def __init__(self, name: str, *, interval_s: float, immediate: bool = False) -> None:
        self.name = name
        self.last_error: str | None = None  # why the last turn failed; None where it did not
        self._interval_s, self._immediate = interval_s, immediate
        self._stop_requested = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; after `stop` no turn is taken any more.

        Raises:
            RuntimeError: it was started before.
        """
        self._thread.start()

    def stop(self) -> None:
        """End without waiting for the next turn; a turn under way is finished first."""
        self._stop_requested.set()
        if self._thread.is_alive():
            self._thread.join()

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _raised: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    @abstractmethod
    def _poll(self) -> None:
        """Do what is done every few seconds; a long turn ends early when it is `_stopping`."""

    def _describe(self, problem: Exception) -> str:
        """The sentence for the log about a turn that failed."""
        return f"{self.name} failed, trying again: {problem}"

    @property
    def _stopping(self) -> bool:
        return self._stop_requested.is_set()

    def _wait(self, seconds: float) -> bool:
        """Wait so long within a turn, or until `stop`; whether that came."""
        return self._stop_requested.wait(max(0.0, seconds))

    def _run(self) -> None:
        pause_s = 0.0 if self._immediate else self._interval_s
        while not self._wait(pause_s):
            began = time.monotonic()
            self._attempt()
            pause_s = self._interval_s - (time.monotonic() - began)

    def _attempt(self) -> None:
        try:
            self._poll()
        except Exception as raised:  # noqa: BLE001 - S3 and the engines raise what they like, and a dead thread is silent
            problem = self._describe(raised)
            if problem != self.last_error:
                log.warning("%s", problem)
            self.last_error = problem
        else:
            if self.last_error is not None:
                log.info("%s: recovered", self.name)
            self.last_error = None


class PolledValue(PollingThread, Generic[T]):
    """A value that another process may change, read anew every few seconds and never by whoever uses it.

    Where reading fails, the value from before stays; that it cannot be read the first time is an error of the caller's.

    Args:
        name: Of the value, for the log.
        read: Gives the value.
        interval_s: Seconds between two readings.
    """

    def __init__(self, name: str, read: Callable[[], T], *, interval_s: float) -> None:
        super().__init__(name, interval_s=interval_s)
        self._read = read
        self.value = read()

    def refresh(self) -> None:
        """Read now."""
        self.value = self._read()

    def _poll(self) -> None:
        self.refresh()

    def _describe(self, problem: Exception) -> str:
        return f"{self.name} could not be read, trying again: {problem}"
