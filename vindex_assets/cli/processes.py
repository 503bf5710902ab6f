"""Child processes that end with this one, whatever ends it.

Dagster's UI starts children of its own and may outlive a SIGTERM by more than 10 s. So each child leads a session, and
the whole session gets SIGTERM, then SIGKILL.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

GRACE_S: Final = 10.0
POLL_INTERVAL_S: Final = 0.2
ENDING: Final = (signal.SIGTERM, signal.SIGINT)


class ChildProcesses:
    """Context manager of child processes, which end when it exits; SIGTERM and SIGINT to this process exit it."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        """Raise KeyboardInterrupt at SIGTERM and SIGINT from here on.

        A shell lets its background jobs ignore SIGINT, and each run of Dagster in this process has SIGTERM handled as
        SIGINT is: with SIGINT ignored, nothing but SIGKILL would end it.
        """
        self._previous_handlers = {number: signal.signal(number, _raise_keyboard_interrupt) for number in ENDING}
        return self

    def __exit__(self, kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> bool:
        """End the child processes; a KeyboardInterrupt is not propagated, as it is how a user stops the demo."""
        for number, handler in self._previous_handlers.items():
            signal.signal(number, handler)
        self.end()
        return kind is KeyboardInterrupt

    def start(self, name: str, module: str, arguments: Sequence[str], *, cwd: Path | None = None) -> None:
        """Run a module with this Python, in a session of its own; `name` is for error messages."""
        command = [sys.executable, "-m", "vindex_assets.cli.process_child", str(os.getpid()), module, *arguments]
        self._running[name] = subprocess.Popen(command, cwd=cwd, start_new_session=True, stdin=subprocess.DEVNULL)

    def check_alive(self) -> None:
        """Raise RuntimeError where a child process has ended."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with status {process.returncode}; its last lines are above")

    def wait(self) -> None:
        """Block until a child process ends or this process is interrupted."""
        while all(process.poll() is None for process in self._running.values()):
            time.sleep(POLL_INTERVAL_S)

    def end(self) -> None:
        """Send SIGTERM to all sessions, and SIGKILL to those that are alive after GRACE_S."""
        for process in self._running.values():
            _signal_session(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S
        while time.monotonic() < deadline and any(_session_is_alive(process) for process in self._running.values()):
            time.sleep(POLL_INTERVAL_S)
        for process in self._running.values():
            _signal_session(process.pid, signal.SIGKILL)
            process.wait()
        self._running.clear()


def _raise_keyboard_interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _signal_session(leader: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # every process of it has ended
        os.killpg(leader, number)


def _session_is_alive(process: subprocess.Popen[bytes]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True
