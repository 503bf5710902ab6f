"""Background threads that poll at an interval, and values that are kept up to date by one."""

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
    """A daemon thread that calls `_poll` at an interval; subclasses implement `_poll`.

    An error in `_poll` does not end the thread. It is logged when it first occurs or its message changes, and so is the
    recovery. As a context manager the thread runs for the length of the block.

    Args:
        name: Name of the thread, also in the log.
        interval_s: Seconds between the starts of two polls; a poll that takes longer is followed by the next at once.
        immediate: Whether to poll once at `start`, instead of an interval later.
    """

    def __init__(self, name: str, *, interval_s: float, immediate: bool = False) -> None:
        self.name = name
        self.last_error: str | None = None  # why the last poll failed; None where it succeeded
        self._interval_s, self._immediate = interval_s, immediate
        self._stop_requested = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; after `stop` it ends without polling.

        Raises:
            RuntimeError: the thread was started before.
        """
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread and wait for it; a poll in progress is finished first."""
        self._stop_requested.set()
        if self._thread.is_alive():
            self._thread.join()

    def __enter__(self) -> Self:
        """Start the thread."""
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _raised: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        """Stop the thread."""
        self.stop()

    @abstractmethod
    def _poll(self) -> None:
        """Poll once; a long poll should return early when `_stopping` is set."""

    def _describe(self, error: Exception) -> str:
        """The log message about a failed poll."""
        return f"{self.name} failed, trying again: {error}"

    @property
    def _stopping(self) -> bool:
        return self._stop_requested.is_set()

    def _wait(self, seconds: float) -> bool:
        """Wait within a poll; returns whether `stop` was called meanwhile."""
        return self._stop_requested.wait(max(0.0, seconds))

    def _run(self) -> None:
        wait_s = 0.0 if self._immediate else self._interval_s
        while not self._wait(wait_s):
            started = time.monotonic()
            self._poll_and_log()
            wait_s = self._interval_s - (time.monotonic() - started)

    def _poll_and_log(self) -> None:
        try:
            self._poll()
        except Exception as error:  # noqa: BLE001 - S3 and the engines raise many types, and a dead thread would go unnoticed
            message = self._describe(error)
            if message != self.last_error:
                log.warning("%s", message)
            self.last_error = message
        else:
            if self.last_error is not None:
                log.info("%s: recovered", self.name)
            self.last_error = None


class PolledValue(PollingThread, Generic[T]):
    """A value that another process may change, re-read by a thread at an interval.

    Where a read fails, the previous value stays; the first read is done by the constructor, which raises its error.

    Args:
        name: Name of the value, for the log.
        read: Reads the value.
        interval_s: Seconds between two reads.
    """

    def __init__(self, name: str, read: Callable[[], T], *, interval_s: float) -> None:
        super().__init__(name, interval_s=interval_s)
        self._read = read
        self.value = read()

    def refresh(self) -> None:
        """Read the value now."""
        self.value = self._read()

    def _poll(self) -> None:
        self.refresh()

    def _describe(self, error: Exception) -> str:
        return f"{self.name} could not be read, trying again: {error}"
