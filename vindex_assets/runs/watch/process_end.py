"""Ends the process of a step, with its children, where native code does not give control back."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

EXIT_CODE: Final = os.EX_TEMPFAIL
LAST_WORDS_S: Final = 5.0  # for what is written before the end: a store that hangs must not keep the process
OWN_PROCESS_COMMANDS: Final = frozenset({"execute_run", "execute_step", "resume_run"})  # `dagster api ...`


def is_own_process() -> bool:
    """Whether this process carries a run or a step, and nothing else: it was started for that alone.

    So are the children of a code server (runs), of the multiprocess executor (steps) and of a Celery worker. The
    process of a command such as `vindex ingest`, or of a test, goes on with other things after the run.
    """
    if multiprocessing.parent_process() is not None or _is_celery_child():
        return True
    return bool(OWN_PROCESS_COMMANDS.intersection(sys.argv))


def _is_celery_child() -> bool:
    billiard = sys.modules.get("billiard.process")
    return bool(billiard and billiard.current_process().name != "MainProcess")


def end_process(last_words: Callable[[], None]) -> None:
    """Kill the children, do what is left to do, and end this process without any clean-up of Python's."""
    timer = threading.Timer(LAST_WORDS_S, os._exit, [EXIT_CODE])
    timer.daemon = True
    timer.start()
    kill_children()
    try:
        last_words()
    finally:
        os._exit(EXIT_CODE)


def kill_children() -> None:
    """Send SIGKILL to every process below this one."""
    for pid in list(_descendants(os.getpid())):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _descendants(pid: int) -> Iterator[int]:
    """The processes below one, by proc(5); none where the system has no such files."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in map(int, task.read_text(encoding="ascii").split()):
                yield child
                yield from _descendants(child)
