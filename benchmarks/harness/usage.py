"""What a piece of work used: wall time, processor time of its processes, and their peak memory."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.harness.memory import PeakMemory
from benchmarks.harness.sample import Sample


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


def run_process(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Usage:
    """Run a command to its end and measure it; its output goes where ours goes.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    before, began = _children_cpu_s(), time.perf_counter()
    with subprocess.Popen(command, env={**os.environ, **(environment or {})}) as process:
        try:
            with PeakMemory(process.pid) as memory:
                status = process.wait()
                wall_s = time.perf_counter() - began
        except BaseException:
            process.kill()  # an interrupted measurement leaves nothing running
            raise
    if status:
        raise subprocess.CalledProcessError(status, list(command))
    return Usage(wall_s=wall_s, cpu_s=_children_cpu_s() - before, peak_mib=memory.mib)


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
