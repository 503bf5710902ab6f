"""The service in a process of its own, over a library: its start, its address, its memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

START_TIMEOUT_S: Final = 300.0
POLL_S: Final = 0.02
REQUEST_TIMEOUT_S: Final = 120.0


class NotReady(RuntimeError):
    """The service ended, or took too long to start."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that is ready, and what its start took.

    Attributes:
        port: Where it listens, on this machine.
        pid: Of its process.
        ready_s: Seconds from the start of its process to the first `GET /readyz` that says yes.
        answered_s: The same to the first answer of a search.
    """

    port: int
    pid: int
    ready_s: float
    answered_s: float

    @property
    def memory_mib(self) -> float:
        """What it holds in memory now, without what it shares with others (USS): the index maps its files."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        kib = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
        return (kib["Pss_Anon"] + kib["Pss_File"]) / 1024


@contextmanager
def running_service(home: Path, first: str) -> Iterator[Service]:
    """Run the service over a library until the context ends; `first` is the sentence that it is asked at once."""
    port = _free_port()
    command = [sys.executable, "-m", "vindex_assets.cli", "serve", "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "VINDEX_HOME": str(home)}, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port, "/readyz"):
            if process.poll() is not None or time.perf_counter() - began > START_TIMEOUT_S:
                raise NotReady(f"the service over {home} is not ready")
            time.sleep(POLL_S)
        ready_s = time.perf_counter() - began
        _answers(port, "/v1/search?" + urlencode({"q": first}))
        yield Service(port, process.pid, ready_s, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=REQUEST_TIMEOUT_S)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
