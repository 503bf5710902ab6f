"""Peak memory of a process and its descendants, from Linux's own count of their pages."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

INTERVAL_S: Final = 0.05
KIB: Final = 1024


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
        while True:  # at least one look: a process may be shorter than the interval
            self._peak_kib = max(self._peak_kib, sum(map(_pss_kib, descendants(self._pid))))
            if self._done.wait(INTERVAL_S):
                return


def descendants(pid: int) -> list[int]:
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
