"""`vindex serve` as a process, with its log."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from tests.support.concurrency.waiting import until
from tests.support.library.home import Home

PATIENCE_S = 120  # for a busy machine; no assertion depends on it


class ServeProcess:
    """The process; a thread reads its stderr, so that it never blocks on a full pipe."""

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
        """The log as JSON objects."""
        return [json.loads(line) for line in self.lines]

    def wait(self) -> int:
        """Wait for its end; returns the exit status."""
        status = self.process.wait(timeout=PATIENCE_S)
        self._reader.join(timeout=PATIENCE_S)
        return status

    def wait_for_url(self) -> None:
        """Wait until it logs its URL."""
        until(lambda: any("search page: " in line for line in self.lines) or self.process.poll() is not None)
        line = next(line for line in self.lines if "search page: " in line)
        self.url = line.split("search page: ")[1].split()[0]

    def wait_until_ready(self) -> None:
        """Wait until it can be searched."""
        until(lambda: httpx.get(f"{self.url}/readyz", timeout=PATIENCE_S).status_code == 200)


@contextmanager
def serve_process(
    home: Home, *options: str, environment: Mapping[str, str] | None = None, descriptors: int = 0
) -> Iterator[ServeProcess]:
    """Run `vindex serve` over a home on a free port; it is killed at the end.

    Args:
        home: The library.
        options: Of the command.
        environment: Variables beside those of the home.
        descriptors: How many it may open at once; 0: as many as this process.
    """
    command = [sys.executable, "-m", "vindex_assets.cli", "serve", "--port", "0", *options]
    full = {**home.environment, **(environment or {})}
    if descriptors:
        command = ["sh", "-c", f'ulimit -n {descriptors}; exec "$@"', "sh", *command]
    with subprocess.Popen(command, env=full, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield ServeProcess(process)
        finally:
            process.kill()
