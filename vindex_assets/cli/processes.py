"""Processes that this one starts, and ends by their ids whatever happens.

`dagster dev` starts children of its own and may outlive a SIGTERM by more than 10 s; so each child leads a session
and the whole session is ended: first asked, then killed.
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


class ChildProcesses:
    """A context: the processes started in it are gone when it ends; SIGTERM to this process ends it in order."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        """From here on SIGTERM is an interrupt, so that the context is left in order."""
        self._previous_handler = signal.signal(signal.SIGTERM, _raise_keyboard_interrupt)
        return self

    def __exit__(self, kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> bool:
        """End the children; an interrupt ends here, it is how a person stops a demo."""
        signal.signal(signal.SIGTERM, self._previous_handler)
        self.end()
        return kind is KeyboardInterrupt

    def start(self, name: str, module: str, arguments: Sequence[str], *, cwd: Path | None = None) -> None:
        """Start a module with this Python, in a session of its own; it ends with this process in any case."""
        command = [sys.executable, "-m", "vindex_assets.cli.process_child", str(os.getpid()), module, *arguments]
        self._running[name] = subprocess.Popen(command, cwd=cwd, start_new_session=True, stdin=subprocess.DEVNULL)

    def check_alive(self) -> None:
        """RuntimeError where one of them has ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with status {process.returncode}; its last lines are above")

    def wait(self) -> None:
        """Until one of them ends or this process is told to stop."""
        while all(process.poll() is None for process in self._running.values()):
            time.sleep(POLL_INTERVAL_S)

    def end(self) -> None:
        """Ask all sessions to end, and kill those that have not within the grace."""
        for process in self._running.values():
            _signal_session(process.pid, signal.SIGTERM)
        until = time.monotonic() + GRACE_S
        while time.monotonic() < until and any(_session_is_alive(process) for process in self._running.values()):
            time.sleep(POLL_INTERVAL_S)
        for process in self._running.values():
            _signal_session(process.pid, signal.SIGKILL)
            process.wait()
        self._running.clear()


def _raise_keyboard_interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _signal_session(leader: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # all of it has ended already
        os.killpg(leader, number)


def _session_is_alive(process: subprocess.Popen[bytes]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True
