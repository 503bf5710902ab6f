"""A limit of processor time: it tells a linear run from one without end, however busy the machine is."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OverLimit(BaseException):
    """More processor time was spent than allowed; no `except Exception` of what is tested takes it."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise OverLimit in the main thread once this process has computed for so long.

    Python's patterns look for signals as they backtrack, as its own code does.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise OverLimit(f"it took more than {seconds} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
