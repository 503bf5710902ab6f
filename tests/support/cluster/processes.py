"""The processes of a cluster, as systemd or a container runs them: each in a session, with a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

PATIENCE_S: Final = 120


@dataclass
class ClusterProcesses:
    """Starts and ends them; the output of each is in a file of its name."""

    folder: Path
    environment: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str, **variables: str) -> subprocess.Popen[bytes]:
        """Run a Python module as a process that leads a session."""
        own = self.folder / name
        own.mkdir(parents=True, exist_ok=True)
        scratch = {"TMPDIR": str(own), "VINDEX_HOME": str(own / "home")}
        with (own / "log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                env={**self.environment, **scratch, **variables},
                cwd=own,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.running[name]

    def kill(self, name: str) -> None:
        """Kill a process and all that it started, as the loss of its machine does."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=PATIENCE_S)

    def drain(self, name: str) -> int:
        """Tell a process to end and wait for it; returns its exit status."""
        process = self.running.pop(name)
        process.terminate()
        return process.wait(timeout=PATIENCE_S)

    def end(self) -> None:
        """Kill all that run."""
        for name in list(self.running):
            self.kill(name)

    def log(self, name: str) -> str:
        """What a process wrote."""
        return (self.folder / name / "log").read_text(errors="replace")
