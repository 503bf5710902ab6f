"""Functions that the tests of `sandbox` run in a child: they fail in every way in which a decoder can."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.concurrency.waiting import rounds
from vindex_assets.failures import Cancelled, Permanent, Transient

Progress = Callable[[float], None]
NEVER_S = 600


def add(one: int, other: int, progress: Progress) -> dict[str, Any]:
    return {"sum": one + other, "pid": os.getpid()}


def count(steps: int, progress: Progress) -> dict[str, Any]:
    for step in range(steps):
        progress(step)
    return {}


def crash(progress: Progress) -> dict[str, Any]:
    ctypes.string_at(0)
    return {}


def kill_self(number: int, progress: Progress) -> dict[str, Any]:
    os.kill(os.getpid(), number)
    time.sleep(NEVER_S)
    return {}


def hang(progress: Progress) -> dict[str, Any]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(NEVER_S)
    return {}


def stall(reached_s: float, progress: Progress) -> dict[str, Any]:
    progress(reached_s)
    time.sleep(NEVER_S)
    return {}


def start_late(after_s: float, progress: Progress) -> dict[str, Any]:
    time.sleep(after_s)
    return {"done": True}


def work_for(seconds: float, mebibytes: int, progress: Progress) -> dict[str, Any]:
    """Take that much processor time, and memory."""
    held = bytearray(b"\1") * (mebibytes << 20)
    while time.process_time() < seconds:
        pass
    return {"held": len(held)}


def busy(progress: Progress) -> dict[str, Any]:
    for _ in rounds():
        progress(1.0)
    return {}


def leak_memory(progress: Progress) -> dict[str, Any]:
    held = []
    for _ in rounds():
        held.append(bytearray(b"x") * (16 << 20))
        time.sleep(0.01)
    return {}


def exit_with(status: int, progress: Progress) -> dict[str, Any]:
    os._exit(status)


def fail(kind: str, reason: str, progress: Progress) -> dict[str, Any]:
    raise {"Permanent": Permanent, "Transient": Transient, "Cancelled": Cancelled}[kind](reason)


def raise_unexpected(progress: Progress) -> dict[str, Any]:
    sys.excepthook = lambda *_: None  # keep the trace out of the output of the tests
    raise ZeroDivisionError("at 0x7f00dead")


def out_of_memory(progress: Progress) -> dict[str, Any]:
    sys.excepthook = lambda *_: None
    raise MemoryError


def finish_and_hang(progress: Progress) -> dict[str, Any]:
    """The result is written right after the last progress; then a library hangs at exit."""
    import atexit

    atexit.register(time.sleep, NEVER_S)
    progress(1.0)
    return {"done": True}


def write_pid_and_hang(note: str, progress: Progress) -> dict[str, Any]:
    Path(note).write_text(str(os.getpid()))
    time.sleep(NEVER_S)
    return {}
