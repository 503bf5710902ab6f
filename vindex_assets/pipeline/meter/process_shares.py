"""Processor time and peak memory of this process, shared out among the steps that are at work in it at once.

Processor time has one exact part, that of a step's own thread; what the pools of threads of native libraries took
cannot be told apart, and is shared out evenly among the steps that were at work. The kernel's peak of memory is one for
the process: whenever a step begins or ends, it is noted for each that is at work, and then begun anew.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vindex_search.sandbox.usage import peak_mib

RESET: Final = "5"  # to /proc/self/clear_refs: the peak begins at what is resident now (proc(5))


def _own_clock() -> int:
    """The processor clock of this thread."""
    return time.pthread_getcpuclockid(threading.get_ident())


@dataclass(slots=True, eq=False)
class Share:
    """The share of one step: processor seconds, peak memory, and whether another step was at work meanwhile."""

    cpu_s: float = 0.0
    peak_mib: float = 0.0
    is_shared: bool = False
    clock: int = field(default_factory=_own_clock)
    thread_s: float = 0.0  # of its thread when it was looked at last

    def thread_seconds(self) -> float:
        """Processor seconds of its thread since the last call; none of one that has ended."""
        with suppress(OSError):
            now = time.clock_gettime(self.clock)
            since, self.thread_s = max(0.0, now - self.thread_s), now
            return since
        return 0.0

    def is_thread_alive(self) -> bool:
        """Whether its thread runs still."""
        try:
            time.clock_gettime(self.clock)
        except OSError:
            return False
        return True


class ProcessShares:
    """The shares of this process that are open."""

    def __init__(self) -> None:
        self._open: list[Share] = []
        self._process_s = 0.0
        self._lock = threading.Lock()

    def begin(self) -> Share:
        """Open the share of a step that begins in this thread."""
        share = Share()
        share.thread_seconds()
        with self._lock:
            self._settle()
            self._drop_left_behind(share)
            _reset_peak()
            self._open.append(share)
            if len(self._open) > 1:
                for each in self._open:
                    each.is_shared = True
        return share

    def look(self, share: Share) -> None:
        """Bring an open share up to date; one that has ended stays as it is."""
        with self._lock:
            if share in self._open:
                self._settle()

    def end(self, share: Share) -> None:
        """Close a share, up to date."""
        with self._lock:
            if share in self._open:
                self._settle()
                self._open.remove(share)

    def _drop_left_behind(self, beginning: Share) -> None:
        """Drop shares that nobody closed: an interrupt may come in the middle of it, and a thread does one step."""
        self._open = [share for share in self._open if share.clock != beginning.clock and share.is_thread_alive()]

    def _settle(self) -> None:
        now, peak = time.process_time(), peak_mib()
        own = [share.thread_seconds() for share in self._open]
        rest = max(0.0, now - self._process_s - sum(own)) / max(1, len(self._open))
        for share, seconds in zip(self._open, own, strict=True):
            share.cpu_s += seconds + rest
            share.peak_mib = max(share.peak_mib, peak)
        self._process_s = now


def _reset_peak() -> None:
    """Begin the peak anew; where that is not allowed it stays that of the process since its start."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text(RESET, encoding="ascii")


SHARES: Final = ProcessShares()
