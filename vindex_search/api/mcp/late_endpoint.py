"""The MCP endpoint, made when the first agent asks: its library takes a fifth of what the service imports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from anyio import Event, create_task_group, sleep_forever
from anyio.to_thread import run_sync
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from vindex_search.query.service import SearchService
from vindex_search.query.waiting.limiter import SearchLimiter

if TYPE_CHECKING:
    from vindex_search.api.mcp.endpoint import McpEndpoint

PATH: Final = "/mcp"


class LateMcpEndpoint:
    """An `McpEndpoint` as an ASGI application that imports it at its first request; it answers inside `running`."""

    def __init__(self, service: SearchService, limiter: SearchLimiter) -> None:
        self._service, self._limiter = service, limiter
        self._endpoint: McpEndpoint | None = None

    @property
    def route(self) -> Route:
        """The route to add to the application."""
        return Route(PATH, self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer until the block ends."""
        self._wanted, self._started = Event(), Event()
        async with create_task_group() as tasks:
            tasks.start_soon(self._run)
            yield
            tasks.cancel_scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the first waits for the import."""
        self._wanted.set()
        await self._started.wait()
        if self._endpoint is not None:
            await self._endpoint(scope, receive, send)

    async def _run(self) -> None:
        """In one task of its own, as the session manager may only end in the task that it was begun in."""
        await self._wanted.wait()
        endpoint = await run_sync(self._made)
        async with endpoint.running():
            self._endpoint = endpoint
            self._started.set()
            await sleep_forever()

    def _made(self) -> McpEndpoint:
        from vindex_search.api.mcp.endpoint import McpEndpoint

        return McpEndpoint(self._service, self._limiter)
