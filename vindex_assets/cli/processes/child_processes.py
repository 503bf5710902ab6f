"""Child processes that end with this one, whatever ends it, and are started again where they end by themselves.

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
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from vindex_assets.cli.processes.restarts import Restarts
from vindex_assets.cli.terminal import print_notice

GRACE_S: Final = 10.0
POLL_INTERVAL_S: Final = 0.2
ENDING: Final = (signal.SIGTERM, signal.SIGINT)


@dataclass
class _Child:
    """One child process, and how it is started."""

    command: list[str]
    cwd: Path | None
    process: subprocess.Popen[bytes]
    began: float = field(default_factory=time.monotonic)
    restarts: Restarts | None = None
    due: float | None = None  # when it is started again, by the monotonic clock


class ChildProcesses:
    """Context manager of child processes, which end when it exits; SIGTERM and SIGINT to this process exit it."""

    def __init__(self) -> None:
        self._children: dict[str, _Child] = {}

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
        """Run a module with this Python, in a session of its own; `name` is for messages."""
        command = [sys.executable, "-m", "vindex_assets.cli.processes.child", str(os.getpid()), module, *arguments]
        self._children[name] = _Child(command, cwd, _run(command, cwd))

    def keep(self, name: str) -> None:
        """From now on start a child again when it ends, and say so; not for ever where it ends at once each time."""
        if name in self._children:  # else somebody else's process does the work
            self._children[name].restarts = Restarts()

    def check_alive(self) -> None:
        """Start those again that are kept and have ended; raise RuntimeError where another one has ended."""
        for name, child in self._children.items():
            status = child.process.poll()
            if status is None:
                continue
            if child.due is None:
                child.due = self._due(name, child, status)
            if time.monotonic() >= child.due:
                child.process, child.began, child.due = _run(child.command, child.cwd), time.monotonic(), None

    def _due(self, name: str, child: _Child, status: int) -> float:
        """When a child that has ended is started again.

        Raises:
            RuntimeError: it is not.
        """
        delay_s = child.restarts.delay_s(time.monotonic() - child.began) if child.restarts else None
        if delay_s is None:
            raise RuntimeError(f"{name} ended with status {status}; its last lines are above")
        _signal_session(child.process.pid, signal.SIGKILL)  # what it left behind would work beside the next one
        print_notice(f"{name} ended with status {status}; it is started again in {delay_s:.0f} s")
        return time.monotonic() + delay_s

    def wait(self) -> None:
        """Block until a child process that is not kept ends, or this process is interrupted.

        Raises:
            RuntimeError: one that is kept ends at once each time.
        """
        while not any(child.restarts is None and child.process.poll() is not None for child in self._children.values()):
            self.check_alive()
            time.sleep(POLL_INTERVAL_S)

    def end(self) -> None:
        """Send SIGTERM to all sessions, and SIGKILL to those that are alive after GRACE_S."""
        processes = [child.process for child in self._children.values()]
        for process in processes:
            _signal_session(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S
        while time.monotonic() < deadline and any(_session_is_alive(process) for process in processes):
            time.sleep(POLL_INTERVAL_S)
        for process in processes:
            _signal_session(process.pid, signal.SIGKILL)
            process.wait()
        self._children.clear()


def _run(command: Sequence[str], cwd: Path | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=cwd, start_new_session=True, stdin=subprocess.DEVNULL)


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
