"""What a piece of work used: wall time, processor time of its processes, and their peak memory."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.harness.sample import Sample

MEMORY_INTERVAL_S: Final = 0.05
KIB: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one turn of a contestant used.

    Attributes:
        wall_s: Seconds from start to end.
        cpu_s: Seconds of processor time, with those of all children that have ended.
        peak_mib: Most memory of the process and its children together: shared pages count once (PSS).
    """

    wall_s: float
    cpu_s: float
    peak_mib: float

    def samples(self, subject: str, contestant: str, round_: int, *, size: float | None = None) -> Iterator[Sample]:
        """The samples `wall`, `cpu` and `memory`."""
        figures = (("wall", self.wall_s, "s"), ("cpu", self.cpu_s, "s"), ("memory", self.peak_mib, "MiB"))
        for metric, value, unit in figures:
            yield Sample(
                subject=subject,
                contestant=contestant,
                round=round_,
                metric=metric,
                value=value,
                unit=unit,
                size=size,
            )


class PeakMemory:
    """Samples the memory of a process and its descendants from a thread, while used as a context manager."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak_kib, self._done = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        """Start sampling."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop sampling."""
        self._done.set()
        self._thread.join()

    @property
    def mib(self) -> float:
        """The peak so far."""
        return self._peak_kib / KIB

    def _watch(self) -> None:
        while not self._done.wait(MEMORY_INTERVAL_S):
            self._peak_kib = max(self._peak_kib, sum(map(_pss_kib, _descendants(self._pid))))


def run_process(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Usage:
    """Run a command to its end and measure it; its output goes where ours goes.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    before, began = _children_cpu_s(), time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **(environment or {})})
    with PeakMemory(process.pid) as memory:
        status = process.wait()
        wall_s = time.perf_counter() - began
    if status:
        raise subprocess.CalledProcessError(status, list(command))
    return Usage(wall_s=wall_s, cpu_s=_children_cpu_s() - before, peak_mib=memory.mib)


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _descendants(pid: int) -> list[int]:
    """A process and its descendants; those that end meanwhile are missing."""
    found = [pid]
    for one in found:
        for tasks in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found.extend(int(child) for child in tasks.read_text(encoding="ascii").split())
            except OSError:
                continue
    return found


def _pss_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
