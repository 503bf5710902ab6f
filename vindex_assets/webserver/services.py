"""What Dagster's UI works with: code servers on Unix sockets, run workers, and the daemon that ticks sensors.

As `dagster dev` does it: webserver and daemon share the code servers, through a workspace file that names the sockets.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import dagster as dg

from vindex_assets.run_workers.wire import ADDRESS
from vindex_assets.webserver.dagster_internals import ProxyServerManager, WorkspaceFileTarget

DAEMON: Final = "Dagster's daemon"
DAEMON_MODULE: Final = "vindex_assets.webserver.daemon"
RUN_WORKERS: Final = "the run workers"
RUN_WORKERS_MODULE: Final = "vindex_assets.run_workers.pool"
MAX_SOCKET_PATH: Final = 107  # bytes, unix(7)
LOG_LEVEL: Final = "warning"  # of the code servers
WRITABLE_BY_OTHERS: Final = 0o022  # who may write to a Unix socket may connect to it
# As `dagster dev` sets it: code that cannot be loaded is shown with a short error.
DEV_ENVIRONMENT: Final = {"DAGSTER_IS_DEV_CLI": "1", "DAGSTER_verbose": ""}


class Children(Protocol):
    """Starts processes that end with this one."""

    def start(self, name: str, module: str, arguments: Sequence[str]) -> None:
        """Run a module."""

    def keep(self, name: str) -> None:
        """From now on start it again when it ends."""

    def check_alive(self) -> None:
        """Start those again that are kept and have ended; raise RuntimeError where that does not help."""

    def end(self) -> None:
        """End all of them, and wait for it."""


@contextmanager
def code_servers(instance: dg.DagsterInstance, workspace: Path) -> Iterator[Path]:
    """Run the code servers of a workspace file; yields a file of their sockets, in a folder of this user alone."""
    os.environ.update(DEV_ENVIRONMENT)
    os.umask(os.umask(WRITABLE_BY_OTHERS) | WRITABLE_BY_OTHERS)
    target = WorkspaceFileTarget([str(workspace)])
    with (
        ProxyServerManager(instance, target, code_server_log_level=LOG_LEVEL) as servers,
        tempfile.TemporaryDirectory(prefix="vindex-dagster-") as folder,
    ):
        running = Path(folder) / "workspace.yaml"
        content = {"load_from": list(servers.get_code_server_specs())}
        running.write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML
        yield running


def start_run_workers(children: Children, folder: Path, slots: int) -> None:
    """Start the pool of run workers on a socket in a folder of this user alone; the launcher finds it by its address.

    Where the path of the folder is too long for a socket, there is none: the code servers start the runs.

    Args:
        children: Where it is started.
        folder: Folder of the socket.
        slots: How many runs the queue starts at once.
    """
    address = str(folder / "run-workers")
    if len(os.fsencode(address)) > MAX_SOCKET_PATH:
        return
    os.environ[ADDRESS] = address
    children.start(RUN_WORKERS, RUN_WORKERS_MODULE, [address, str(slots)])
    children.keep(RUN_WORKERS)


def start_daemon(children: Children, running: Path) -> None:
    """Start the daemon over running code servers, again when it ends; it finds its instance by DAGSTER_HOME."""
    children.start(DAEMON, DAEMON_MODULE, ["run", "--workspace", str(running), "--code-server-log-level", LOG_LEVEL])
    children.keep(DAEMON)
