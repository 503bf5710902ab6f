"""A Redis with an append-only file, as `deploy/` has it, which a test may stop and start again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import redis

from tests.support.cluster.servers.ports import free_port
from tests.support.concurrency.waiting import until
from tests.support.session.checkout import absent

PATIENCE_S: Final = 60


class RedisServer:
    """The server; its data are in a folder and outlive it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        """Its database 0."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = {"bind": "127.0.0.1", "port": str(self._port), "dir": str(self._folder), "appendonly": "yes"}
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        log = self._folder / "log"
        with log.open("ab") as sink:
            self._process = subprocess.Popen(["redis-server", *arguments], stdout=sink, stderr=sink)
        until(self._answers)

    def stop(self) -> None:
        """End it in order, as a restart of its machine does."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=PATIENCE_S)
            self._process = None

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


@contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    """A server with its data in a folder, ended with the context."""
    if not shutil.which("redis-server"):
        absent("redis-server is not installed; `.ci/run` installs it")
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
