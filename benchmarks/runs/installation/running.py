"""`vindex dagster` and `vindex serve` as processes, over an empty library."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import psutil

from vindex_assets.uploads.upload import video_identity

WORKSPACE: Final = "team"
DEADLINE_S: Final = 240.0
LOOK_S: Final = 0.05
URL: Final = re.compile(r"http://\S+?(?=/?\s)")


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation that runs.

    Attributes:
        home: Its library.
        service: Address of the search service.
        processes: `vindex dagster` and `vindex serve`.
    """

    home: Path
    service: str
    processes: tuple[subprocess.Popen[bytes], ...]

    @property
    def uploads(self) -> Path:
        """Folder of a workspace's uploads."""
        return self.home / "uploads" / WORKSPACE

    def is_searchable(self, name: str) -> bool:
        """Whether a search in the video of a file finds a moment."""
        video_id, _workspace = video_identity("folder", f"{WORKSPACE}/{name}")
        asked = {"q": "energy and a building", "video_id": video_id}
        answer = httpx.get(f"{self.service}/v1/search", params=asked, timeout=DEADLINE_S)
        found: dict[str, Any] = answer.json()
        return answer.is_success and bool(found["moments"])

    def cpu_s(self) -> float:
        """Seconds of processor time that all its processes have used which are alive, with children that have ended."""
        return sum(map(_cpu_s, self._tree()))

    def _tree(self) -> list[psutil.Process]:
        roots = [psutil.Process(process.pid) for process in self.processes]
        return [each for root in roots for each in (root, *root.children(recursive=True))]


@contextmanager
def running(home: Path) -> Iterator[Installation]:
    """An installation for the time of the context, once its UI and its service answer and its sensor ticks."""
    (home / "uploads" / WORKSPACE).mkdir(parents=True)
    logs = [home / "dagster.log", home / "serve.log"]
    processes = tuple(_start(home, log) for log in logs)
    try:
        _until(lambda: all(_address(log) for log in logs))
        ui, service = map(_address, logs)
        _until(lambda: _answers(f"{ui}/door/sign-in") and _answers(f"{service}/readyz"))
        yield Installation(home, service, processes)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait()


def _start(home: Path, log: Path) -> subprocess.Popen[bytes]:
    """Run the command that a log is named after."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("VINDEX_", "DAGSTER_"))}
    command = [sys.executable, "-m", "vindex_assets.cli", log.stem, "--port", "0"]
    with log.open("wb") as output:
        return subprocess.Popen(command, env={**inherited, "VINDEX_HOME": str(home)}, stdout=output, stderr=output)


def _address(log: Path) -> str:
    found = URL.search(log.read_text(encoding="utf-8", errors="replace") + "\n")
    return found.group() if found else ""


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=DEADLINE_S, follow_redirects=True).is_success
    except httpx.TransportError:
        return False


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"an installation has not begun to work within {DEADLINE_S:.0f} s")
        time.sleep(LOOK_S)


def _cpu_s(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(used.user + used.system + used.children_user + used.children_system)
