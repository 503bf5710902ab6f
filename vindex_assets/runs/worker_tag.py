"""Run tag that identifies the process that works on a run, so that a run whose worker died can be failed.

Dagster's code server notices when a worker of its own dies, unless it dies too; a run that a command carries out itself
has no code server. Such a run would stay STARTED for ever.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
from pathlib import Path
from typing import Final

from vindex_search.settings import ExecutorName

WORKER_TAG: Final = "vindex/worker"
GONE: Final = "gone"  # start time of a process that has ended, or is a zombie


def executor_process(executor: ExecutorName) -> int | None:
    """The process that executes the run whose step this process works on; None: this one, or one on another host."""
    parent = multiprocessing.parent_process()
    return parent.pid if executor == "multiprocess" and parent else None


def worker_tag(pid: int | None = None) -> dict[str, str]:
    """The tag of a run that this process, or that of `pid`, works on: `host/pid/start time of the process`."""
    pid = pid or os.getpid()
    return {WORKER_TAG: f"{socket.gethostname()}/{pid}/{_start_time(pid)}"}


def is_worker_gone(tag: str) -> bool:
    """Whether the value of a tag names a process of this machine that has ended; false for other machines."""
    host, _, process = tag.partition("/")
    if host != socket.gethostname():
        return False
    pid, _, started = process.partition("/")
    return _start_time(int(pid)) != started


def _start_time(pid: int) -> str:
    """Start time of a process in clock ticks since boot (proc(5), field 22); a process id alone is used again."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return GONE
    fields = status.rpartition(")")[2].split()
    return GONE if fields[0] == "Z" else fields[19]
