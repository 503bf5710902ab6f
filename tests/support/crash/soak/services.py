"""The processes of a soak: daemon and code server, started again whenever they are gone, as systemd does."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import psutil

from tests.support.concurrency.waiting import until
from tests.support.session.checkout import CHECKOUT

Kind = Literal["daemon", "code server", "run worker", "step child"]
MODULE: Final = "tests.support.crash.soak.definitions"
STOP_S: Final = 60.0
CHILD_OF_STEP: Final = "vindex_search.sandbox.child"


@dataclass
class Services:
    """Daemon and code server of a library.

    Attributes:
        folder: For their socket, workspace file and output.
        environment: Of the processes.
    """

    folder: Path
    environment: Mapping[str, str]
    _running: dict[Kind, subprocess.Popen[bytes]] = field(default_factory=dict)

    def keep_alive(self) -> None:
        """Start what is not running."""
        for kind, command in self._commands().items():
            process = self._running.get(kind)
            if process is None or process.poll() is not None:
                self._running[kind] = self._start(kind, command)

    def processes(self, kind: Kind) -> list[psutil.Process]:
        """The processes of a kind that are running."""
        if kind in self._running:
            return [psutil.Process(self._running[kind].pid)] if self._running[kind].poll() is None else []
        own = {process.pid for process in self._running.values()}
        others = [child for child in psutil.Process().children(recursive=True) if child.pid not in own]
        return [child for child in others if _kind_of(child) == kind]

    def stop(self) -> list[psutil.Process]:
        """End them as an operator does; returns what is running still."""
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            process.wait(STOP_S)
        children = psutil.Process().children(recursive=True)
        return psutil.wait_procs(children, timeout=STOP_S)[1]

    def _commands(self) -> dict[Kind, list[str]]:
        socket, workspace = self.folder / "code.sock", self.folder / "workspace.yaml"
        workspace.write_text(
            f"load_from: [{{grpc_server: {{socket: {socket}, location_name: vindex}}}}]\n", encoding="utf-8"
        )
        dagster = [sys.executable, "-m", "dagster"]
        return {
            "code server": [*dagster, "api", "grpc", "--module-name", MODULE, "--socket", str(socket)],
            "daemon": [sys.executable, "-m", "dagster._daemon", "run", "--workspace", str(workspace)],
        }

    def _start(self, kind: Kind, command: list[str]) -> subprocess.Popen[bytes]:
        (self.folder / "code.sock").unlink(missing_ok=True) if kind == "code server" else None
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=CHECKOUT, env=dict(self.environment), stdout=log, stderr=log)


def _kind_of(process: psutil.Process) -> Kind | None:
    """Of a process below the services: a worker, or what a step has started; None: something of Dagster or Python."""
    try:
        words = process.cmdline()
    except psutil.Error:
        return None
    if CHILD_OF_STEP in words:
        return "step child"
    return "run worker" if any("execute_run" in word or "spawn_main" in word for word in words) else None


@contextmanager
def services(folder: Path, environment: Mapping[str, str]) -> Iterator[Services]:
    """Run them for the time of the context."""
    made = Services(folder, environment)
    made.keep_alive()
    try:
        yield made
    finally:
        left = made.stop()
        for process in left:
            process.kill()
    until(lambda: not psutil.Process().children(recursive=True))
