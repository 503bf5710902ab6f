"""Who works on a run: a process of this machine, named so that nobody else is taken for it.

Dagster's code server sees when a worker of its own dies. It does not when it dies with it, and a run that a command
carries out itself has no code server: such a run would stay STARTED for ever. So runs are tagged with their worker.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Final

WORKER_TAG: Final = "vindex/worker"


def worker_tag(pid: int | None = None) -> dict[str, str]:
    """The tag of a run that this process (or `pid`) works on: host, process id and when that process began."""
    pid = pid or os.getpid()
    return {WORKER_TAG: f"{socket.gethostname()}/{pid}/{_began(pid)}"}


def is_worker_gone(tag: str) -> bool:
    """Whether the value of a tag names a process of this machine that has ended; nothing is known of other machines."""
    host, _, process = tag.partition("/")
    if host != socket.gethostname():
        return False
    pid, _, began = process.partition("/")
    return _began(int(pid)) != began


def _began(pid: int) -> str:
    """Start time of a process in clock ticks since boot (proc(5), field 22), as a number is given out again."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return "gone"
    fields = facts.rpartition(")")[2].split()
    return "gone" if fields[0] == "Z" else fields[19]
