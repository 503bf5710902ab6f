"""uvicorn's configuration for an application behind the guard."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import cast

import uvicorn
from starlette.types import ASGIApp

from vindex_search.api.connections.guard import ConnectionGuard
from vindex_search.api.connections.protocol import GuardedProtocol


def guarded_config(app: ASGIApp, guard: ConnectionGuard, *, grace_s: int | None = None) -> uvicorn.Config:
    """No WebSockets, no log of uvicorn's own, every connection watched by a guard.

    Args:
        app: The application.
        guard: One for each server.
        grace_s: Seconds for requests under way at a shutdown; None: all they need.
    """
    return uvicorn.Config(
        app,
        http=cast(type[asyncio.Protocol], partial(GuardedProtocol, guard=guard)),
        ws="none",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=grace_s,
    )
