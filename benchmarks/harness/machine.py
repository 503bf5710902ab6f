"""The machine, the load and the commit that results were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parents[2]
GIB: Final = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where and when a case was measured.

    Attributes:
        processor: Model of the processor.
        cores: How many of its cores this process may use.
        memory_gib: Memory of the machine.
        python: Version of Python.
        commit: Commit of the checkout; with "+" where files were changed since.
        measured_at: When it began, in UTC.
        load: Load of one minute as it began: how many other things the machine had to do.
    """

    processor: str
    cores: int
    memory_gib: float
    python: str
    commit: str
    measured_at: str
    load: float

    def __str__(self) -> str:
        """One line for the page."""
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gib:.0f} GiB, Python {self.python}; "
            f"commit {self.commit}, {self.measured_at}, load {self.load:.1f} at the start"
        )


def this_machine() -> Machine:
    """The machine that this process runs on, now."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB,
        python=platform.python_version(),
        commit=_commit(),
        measured_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        load=os.getloadavg()[0],
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _commit() -> str:
    commit = _git("rev-parse", "--short=8", "HEAD")
    return f"{commit}+" if _git("status", "--porcelain", "--untracked-files=no") else commit


def _git(*arguments: str) -> str:
    answer = subprocess.run(["git", *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return answer.stdout.strip()
