"""Processor time and memory of ended children, for whoever collects them in the same context (`contextvars`).

The peak of memory is the kernel's own, `VmHWM`, read once the child has answered, or what the watchdog saw of one that
was gone by then. That of `wait4` (`ru_maxrss`) is inherited from the parent, whose memory a child shares until it runs
its own program.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PEAK: Final = "VmHWM:"  # of /proc/<pid>/status, in KiB (proc(5))
MIB: Final = 2**10  # in KiB


@dataclass(slots=True)
class ChildUsage:
    """What children took so far: processor seconds of all, and most resident memory of one."""

    cpu_s: float = 0.0
    peak_mib: float = 0.0


_current: Final[ContextVar[ChildUsage | None]] = ContextVar("child_usage", default=None)


@contextmanager
def collected() -> Iterator[ChildUsage]:
    """Context manager: collects what the children take that its block runs."""
    found = ChildUsage()
    token = _current.set(found)
    try:
        yield found
    finally:
        _current.reset(token)


def reap(child: subprocess.Popen[bytes]) -> int:
    """Wait for the end of a child, and note its processor time; returns its exit status."""
    if child.returncode is None:
        try:
            _, status, used = os.wait4(child.pid, 0)
        except ChildProcessError:  # this process ignores its children's ends
            return child.wait()
        child.returncode = os.waitstatus_to_exitcode(status)
        if usage := _current.get():
            usage.cpu_s += used.ru_utime + used.ru_stime
    return child.returncode


def note_peak(pid: int, *, seen: int = 0) -> None:
    """Note the most memory that a process has taken so far; of one that has ended, the most bytes that were seen."""
    if usage := _current.get():
        usage.peak_mib = max(usage.peak_mib, peak_mib(str(pid)), seen / 2**20)


def peak_mib(process: str = "self") -> float:
    """Most resident memory of a process in MiB, since it began or its peak was reset; 0.0 of one that has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / MIB for line in status.splitlines() if line.startswith(PEAK)), 0.0)
