"""An application on real HTTP: uvicorn in a thread, on a free local port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import uvicorn
from starlette.types import ASGIApp

from tests.support.concurrency.waiting import until


@contextmanager
def serving(app: ASGIApp, *, websockets: bool = False) -> Iterator[str]:
    """Serve an application, with WebSockets where it has some; yields its URL without a trailing slash."""
    ws: Literal["auto", "none"] = "auto" if websockets else "none"
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws=ws))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started or not thread.is_alive())
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)
