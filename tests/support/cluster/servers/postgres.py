"""A PostgreSQL server that a test starts for itself.

It refuses to run as root, as which the tests run in a container: it is then run as the user `postgres` of its package.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.support.cluster.servers.ports import free_port
from tests.support.concurrency.waiting import until
from tests.support.session.checkout import absent

VERSIONS: Final = Path("/usr/lib/postgresql")  # of Debian's packages
USER: Final = "postgres"
FOLDER: Final = "/tmp"
PATIENCE_S: Final = 120
# A test has nothing to lose in a power cut.
OPTIONS: Final = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresServer:
    """The server; its data are in a folder and outlive it. Its superuser `postgres` has the database `postgres`."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs = folder, programs
        self.port = free_port()
        self._user: list[str] = []
        if os.geteuid() == 0:
            account = pwd.getpwnam(USER)
            self._user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
            os.chown(folder, account.pw_uid, account.pw_gid)

    def create(self) -> None:
        """Create an empty database."""
        self._run("initdb", "--auth=trust", f"--username={USER}", "--no-sync", "--encoding=UTF8", "--locale=C")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["-h", "127.0.0.1", "-p", str(self.port), "-k", "", *OPTIONS]
        command = [*self._user, str(self._programs / "postgres"), "-D", str(self._folder / "data"), *options]
        self._process = subprocess.Popen(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: self._answers("pg_isready", "-h", "127.0.0.1", "-p", str(self.port)))

    def stop(self) -> None:
        """End it at once, connections or not, but with its data written: "fast shutdown"."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=PATIENCE_S)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._user, str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        subprocess.run(command, cwd="/", check=True, capture_output=True, timeout=PATIENCE_S)

    def _answers(self, program: str, *arguments: str) -> bool:
        command: Sequence[str] = [str(self._programs / program), *arguments]
        return subprocess.run(command, cwd="/", check=False, capture_output=True, timeout=PATIENCE_S).returncode == 0


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server with an empty database, ended with the context.

    Its folder is none of the session's, which nobody but the user of the tests may pass through.
    """
    versions = sorted(VERSIONS.glob("*/bin")) if VERSIONS.is_dir() else []
    if not versions or not shutil.which("setpriv"):
        absent("PostgreSQL is not installed; `.ci/run` installs it")
    with tempfile.TemporaryDirectory(prefix="vindex-postgres-", dir=FOLDER) as folder:
        server = PostgresServer(Path(folder), versions[-1])
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
