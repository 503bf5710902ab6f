"""`vindex dagster`: code servers, daemon, and the web application behind the door, until SIGINT or SIGTERM."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

import dagster as dg
import uvicorn
from dagster_webserver.app import create_app_from_workspace_process_context
from starlette.types import ASGIApp

from vindex_assets.runs.in_flight import run_slots
from vindex_assets.runs.instance import open_instance
from vindex_assets.webserver.dagster_internals import WorkspaceFileTarget, WorkspaceProcessContext, configure_loggers
from vindex_assets.webserver.door.admission import COOKIE, Admission
from vindex_assets.webserver.door.app import Door
from vindex_assets.webserver.services import Children, code_servers, start_daemon, start_run_workers
from vindex_search.auth.key_store import ApiKeyCache
from vindex_search.auth.sessions.store import SessionStore
from vindex_search.common.net import is_loopback
from vindex_search.models.active_set import library_store
from vindex_search.settings import CHECKOUT, Settings

WORKSPACE: Final = CHECKOUT / "workspace.yaml"
LIVE_DATA_POLL_MS: Final = 2000  # how often the UI asks for what has changed, as in `dagster dev`
SHUTDOWN_GRACE_S: Final = 3  # for requests in progress; an open page holds its WebSocket for ever
TICKS_BETWEEN_CHECKS: Final = 10  # uvicorn ticks each tenth of a second
# `dagster-webserver`'s own limits of its database connections: ms of a statement, s of a connection, connections.
DATABASE_LIMITS: Final = (15_000, 3600, 20)


class DoorServer(uvicorn.Server):
    """A uvicorn server that ends in order at SIGTERM, SIGINT, or when a process that it needs cannot be kept alive."""

    def __init__(self, app: ASGIApp, children: Children) -> None:
        self._children = children
        self.fault: RuntimeError | None = None
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=SHUTDOWN_GRACE_S,
            )
        )

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        """Start the shutdown; uvicorn's own handler would raise the signal again afterwards."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def on_tick(self, counter: int) -> bool:
        """Start again what has ended; returns whether to end, with an error that `serve_dagster` raises."""
        if counter % TICKS_BETWEEN_CHECKS == 0:
            try:
                self._children.check_alive()
            except RuntimeError as fault:
                self.fault, self.should_exit = fault, True
        return await super().on_tick(counter)


def serve_dagster(settings: Settings, listener: socket.socket, children: Children) -> None:
    """Serve Dagster's UI on a listening socket until the process is told to end.

    Raises:
        RuntimeError: the daemon ends at once, each time that it is started.
        ValueError: the library's record of keys is damaged.
    """
    configure_loggers(log_level="INFO")
    keys = ApiKeyCache(library_store(settings))
    with open_instance(settings) as instance, code_servers(instance, WORKSPACE) as running:
        start_run_workers(children, running.parent, run_slots(instance))
        start_daemon(children, running)
        try:
            with web_application(instance, running) as dagster, keys:
                server = DoorServer(behind_door(dagster, keys, settings, listener), children)
                server.run(sockets=[listener])
            if server.fault:
                raise server.fault
        finally:
            children.end()  # before the code servers, which the daemon calls


@contextmanager
def web_application(instance: dg.DagsterInstance, running: Path) -> Iterator[ASGIApp]:
    """Dagster's web application over running code servers."""
    instance.optimize_for_webserver(*DATABASE_LIMITS)
    with WorkspaceProcessContext(instance, WorkspaceFileTarget([str(running)]), version=dg.__version__) as context:
        yield create_app_from_workspace_process_context(context, live_data_poll_rate=LIVE_DATA_POLL_MS)


def behind_door(dagster: ASGIApp, keys: ApiKeyCache, settings: Settings, listener: socket.socket) -> Door:
    """A web application behind the door of a library, for the address of a listening socket."""
    host, port = listener.getsockname()[:2]
    admission = Admission(
        keys,
        SessionStore(library_store(settings)),
        cookie=cookie_name(settings.dagster_url, port),
        loopback=is_loopback(host),
    )
    return Door(dagster, admission, settings.dagster_url)


def cookie_name(public_url: str, port: int) -> str:
    """The name of the session's cookie: with the port, as all ports of a host share their cookies.

    With https it has the prefix that binds it to this host and to https (RFC 6265bis, section 4.1.3).
    """
    return f"__Host-{COOKIE}_{port}" if public_url.startswith("https://") else f"{COOKIE}_{port}"
