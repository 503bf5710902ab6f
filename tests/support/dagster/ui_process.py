"""`vindex dagster` as a process over an empty library: code server, daemon and the web application behind the door."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

from tests.support.concurrency.waiting import until

PATIENCE_S: Final = 120
STARTS: Final = "Dagster's UI starts at "
JOB: Final = {"repositoryLocationName": "vindex", "repositoryName": "__repository__", "jobName": "forget_workspace"}
CONFIG: Final = {"ops": {"forget_workspace_op": {"config": {"workspace": "team", "uploads": True, "dry_run": False}}}}
# The attack of the audit: all films of a workspace, and their uploads, are deleted by the run that this launches.
LAUNCH: Final = (
    "mutation { launchRun(executionParams: {selector: {"
    + ", ".join(f"{name}: {json.dumps(value)}" for name, value in JOB.items())
    + "}, runConfigData: "
    + json.dumps(json.dumps(CONFIG))
    + "}) { __typename } }"
)
LAUNCHED: Final = (
    'query { runsOrError(filter: {pipelineName: "forget_workspace"}) { ... on Runs { results { runId } } } }'
)


@dataclass
class UiProcess:
    """The process, and what it wrote."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Read what it writes until it ends."""
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    @property
    def url(self) -> str:
        """Where it says that the UI is."""
        return next((line.split(STARTS)[1].strip() for line in self.lines if STARTS in line), "")

    @property
    def tree(self) -> list[psutil.Process]:
        """The process and everything that it started."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def is_ready(self) -> bool:
        """Whether it answers; fails where it has ended."""
        assert self.process.poll() is None, "".join(self.lines)
        try:
            return bool(self.url) and httpx.get(self.url, timeout=PATIENCE_S).is_success
        except httpx.TransportError:
            return False

    def query(self, text: str) -> dict[str, Any]:
        """Ask by GraphQL as a script on this machine does."""
        answer = httpx.post(f"{self.url}/graphql", json={"query": text}, timeout=PATIENCE_S).json()
        data: dict[str, Any] = answer["data"]
        return data

    def launched(self) -> int:
        """Runs of the job `forget_workspace`."""
        return len(self.query(LAUNCHED)["runsOrError"]["results"])


@contextmanager
def ui_process(home: Path) -> Iterator[UiProcess]:
    """Run it on a free port; at the end SIGTERM must end it and everything that it started, with status 0."""
    (home / "uploads").mkdir(parents=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("VINDEX_", "DAGSTER_"))}
    command = [sys.executable, "-m", "vindex_assets.cli", "dagster", "--port", "0"]
    environment = {**inherited, "VINDEX_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        ui = UiProcess(process)
        threading.Thread(target=ui.read, daemon=True).start()
        try:
            until(ui.is_ready)
            yield ui
        finally:
            tree = ui.tree
            process.send_signal(signal.SIGTERM)
            _gone, alive = psutil.wait_procs(tree[1:], timeout=PATIENCE_S)
            if process.poll() is None:
                process.kill()
    assert alive == []
    assert process.returncode == 0, "".join(ui.lines)
