"""Processor time of a process and its descendants over time, so that it can be attributed to steps."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from typing import Final

import psutil

INTERVAL_S: Final = 0.05


class CpuMeter:
    """Notes the processor time of a process tree from a thread, while used as a context manager."""

    def __init__(self, pid: int) -> None:
        self._root, self._done = psutil.Process(pid), threading.Event()
        self._times, self._totals = [time.time()], [0.0]
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> CpuMeter:
        """Start noting."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop noting."""
        self._done.set()
        self._thread.join()

    def total(self) -> float:
        """Seconds in all."""
        return self._totals[-1]

    def between(self, start: float, end: float) -> float:
        """Seconds between two moments, Unix seconds."""
        return self._at(end) - self._at(start)

    def _at(self, moment: float) -> float:
        """The total at a moment, on a straight line between two notes."""
        after = bisect_left(self._times, moment)
        if after in {0, len(self._times)}:
            return self._totals[0] if after == 0 else self._totals[-1]
        (t0, t1), (c0, c1) = self._times[after - 1 : after + 1], self._totals[after - 1 : after + 1]
        return c0 + (c1 - c0) * (moment - t0) / (t1 - t0)

    def _watch(self) -> None:
        while not self._done.wait(INTERVAL_S):
            self._times.append(time.time())
            self._totals.append(max(self._totals[-1], self._used()))

    def _used(self) -> float:
        """Of all that live, with what their ended children have used."""
        try:
            tree = [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return 0.0
        return sum(map(_used_by, tree))


def _used_by(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(used.user + used.system + used.children_user + used.children_system)
