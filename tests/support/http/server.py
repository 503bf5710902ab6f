"""An application on real HTTP: the service's own server in a thread, on a free local port."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from tests.support.concurrency.waiting import until
from vindex_search.api.connections.admission import ConnectionAdmission
from vindex_search.api.connections.config import guarded_config
from vindex_search.api.connections.guard import ConnectionGuard
from vindex_search.api.connections.limits import ConnectionLimits

CONNECTIONS = 500  # at once, of one test


@contextmanager
def serving(app: ASGIApp, guard: ConnectionGuard | None = None, *, websockets: bool = False) -> Iterator[str]:
    """Serve an application, with WebSockets where it has some; yields its URL without a trailing slash."""
    config = guarded_config(app, guard or ConnectionGuard(ConnectionLimits(), ConnectionAdmission(CONNECTIONS)))
    if websockets:
        config = uvicorn.Config(app, log_level="warning", ws="auto")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=config.backlog) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        until(lambda: server.started or not thread.is_alive())
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(timeout=10)
