"""`vindex serve` in a process of its own, with what it writes on stderr."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from tests.support.library.home import Home
from tests.support.waiting import until

PATIENCE_S = 120  # for a machine that does much else; nothing is asserted by it


class ServeProcess:
    """The process; its lines are read as they come, so that it never waits for a reader."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = ""

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def entries(self) -> list[dict[str, Any]]:
        """Its lines as the JSON objects that they are."""
        return [json.loads(line) for line in self.lines]

    def wait(self) -> int:
        """Its exit status."""
        status = self.process.wait(timeout=PATIENCE_S)
        self._reader.join(timeout=PATIENCE_S)
        return status

    def wait_for_url(self) -> None:
        """Wait until it says where it listens."""
        until(lambda: any("search page: " in line for line in self.lines) or self.process.poll() is not None)
        line = next(line for line in self.lines if "search page: " in line)
        self.url = line.split("search page: ")[1].split()[0]

    def wait_until_ready(self) -> None:
        """Wait until it answers searches."""
        until(lambda: httpx.get(f"{self.url}/readyz", timeout=PATIENCE_S).status_code == 200)


@contextmanager
def serve_process(home: Home, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[ServeProcess]:
    """`vindex serve` over a home on a free port; it is ended whatever happens."""
    command = [sys.executable, "-m", "vindex_assets.cli", "serve", "--port", "0", *options]
    full = {**home.environment, **(environment or {})}
    with subprocess.Popen(command, env=full, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield ServeProcess(process)
        finally:
            process.kill()
