"""Raises `StepStopped` in the thread that works, at its next bytecode.

In the main thread, where steps run in a process of their own, by a signal: that also wakes it from a system call. In
any other thread, as those of `in_process`, by `PyThreadState_SetAsyncExc`, which waits until the call returns. Neither
gets into native code.
"""

from __future__ import annotations

import ctypes
import signal
import threading
from types import FrameType, TracebackType
from typing import Final, Self

from vindex_assets.runs.watch.verdict import StepStopped

WAKE: Final = signal.SIGUSR2  # Dagster, Celery's children and the recognisers leave it alone


_open_stretches: dict[threading.Thread, Interruptible] = {}


def interrupt_thread(thread: threading.Thread) -> None:
    """Interrupt the stretch that another thread is within, unless it was interrupted before; no-op where there is none.

    A second interrupt would meet the clean-up after the first.
    """
    stretch = _open_stretches.get(thread)
    if stretch and not stretch.was_interrupted:
        stretch.interrupt()


class Interruptible:
    """Context manager: a stretch of work that `interrupt` may stop; made and entered by the thread that works.

    The handler stays installed after it: a signal that arrives late must find one, or it would end the process.
    """

    _in_main_thread: Interruptible | None = None  # at most one: a main thread works on one step at a time

    def __init__(self) -> None:
        self._thread = threading.current_thread()
        self._lock = threading.Lock()
        self._is_open = False
        self._is_wanted = False
        self.was_interrupted = False  # whether somebody has called `interrupt` within the stretch

    @property
    def is_open(self) -> bool:
        """Whether the thread is within the stretch."""
        return self._is_open

    @property
    def is_delivered(self) -> bool:
        """Whether the last interrupt has been raised."""
        return not self._is_wanted

    def __enter__(self) -> Self:
        """Begin the stretch."""
        if self._is_main:
            Interruptible._in_main_thread = self
            if signal.getsignal(WAKE) is not _raise_if_wanted:
                signal.signal(WAKE, _raise_if_wanted)
        self._is_open = True
        _open_stretches[self._thread] = self
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _raised: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        """End it; nothing is raised from here on."""
        self.close()

    def close(self) -> None:
        """End the stretch; to be called again where `StepStopped` was raised while it ended."""
        self._is_open = self._is_wanted = False
        _open_stretches.pop(self._thread, None)
        if self._is_main:
            return
        with self._lock:
            _set_async_exception(self._thread, None)

    def interrupt(self) -> None:
        """Raise `StepStopped` in the thread, from another one, if it is within the stretch."""
        with self._lock:
            if not self._is_open:
                return
            self._is_wanted = self.was_interrupted = True
            if self._is_main:
                signal.pthread_kill(self._ident, WAKE)
            else:
                _set_async_exception(self._thread, self._stopped())

    def _stopped(self) -> type[StepStopped]:
        """A `StepStopped` that says when it is raised: CPython does not tell what became of an asynchronous one."""
        stretch = self

        class StretchStopped(StepStopped):
            def __init__(self) -> None:
                super().__init__()
                stretch._is_wanted = False

        return StretchStopped

    def take(self) -> bool:
        """Whether an interrupt is due; it is taken as delivered."""
        is_due = self._is_open and self._is_wanted
        self._is_wanted = False
        return is_due

    @property
    def _is_main(self) -> bool:
        return self._thread is threading.main_thread()

    @property
    def _ident(self) -> int:
        if self._thread.ident is None:
            raise RuntimeError(f"the thread {self._thread.name} was never started")
        return self._thread.ident


def _raise_if_wanted(_signal: int, _frame: FrameType | None) -> None:
    stretch = Interruptible._in_main_thread
    if stretch and stretch.take():
        raise StepStopped


def _set_async_exception(thread: threading.Thread, kind: type[BaseException] | None) -> None:
    """Set or clear the exception that CPython raises in a thread at its next bytecode."""
    value = ctypes.py_object(kind) if kind else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), value)
