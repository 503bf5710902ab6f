"""POST /mcp: the Model Context Protocol, each request answered by itself with JSON.

No session is kept, so any replica answers any request, and no stream is held open: GET, which would open one, is
refused with 405 as the protocol allows.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any, Final

from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import CallToolResult, TextContent, Tool
from pydantic import ValidationError
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from vindex_search.api.dependencies import authenticate
from vindex_search.api.mcp.tool_specs import INSTRUCTIONS, TOOLS
from vindex_search.api.mcp.tools import ToolContext, ToolError
from vindex_search.api.problems import INTERNAL_ERROR, Problem, validation_detail
from vindex_search.auth.permissions import Forbidden
from vindex_search.query.limiter import SearchLimiter
from vindex_search.query.service import SearchService

log = logging.getLogger("vindex.service")

PATH: Final = "/mcp"
MAX_REQUEST_BYTES: Final = 64 * 1024  # of a request: the longest query and all ids that are worth naming fit many times


class McpEndpoint:
    """The endpoint of one library; it answers while `running`."""

    def __init__(self, library: SearchService, turns: SearchLimiter) -> None:
        self._library = library
        self._turns = turns
        self._server: Server[Any, Request] = Server("vindex", version=version("vindex"), instructions=INSTRUCTIONS)
        self._server.list_tools()(_tools)  # type: ignore[no-untyped-call]
        self._server.call_tool(validate_input=False)(self._call)
        self._manager = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=MAX_REQUEST_BYTES
        )

    @property
    def route(self) -> Route:
        """Where the application answers agents."""
        return Route(PATH, self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer until the block ends; an `Agents` runs once."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of a caller who may search."""
        authenticate(Request(scope))
        await self._manager.handle_request(scope, receive, send)

    async def _call(self, name: str, arguments: dict[str, Any]) -> CallToolResult:
        request = self._server.request_context.request
        if request is None:
            raise RuntimeError("a tool is called over HTTP only")
        asking = ToolContext(self._library, request.state.caller, str(request.base_url).rstrip("/"))
        return await self._turns.run(partial(_result, asking, name, arguments))


async def _tools() -> list[Tool]:
    return [offer.tool(name) for name, offer in TOOLS.items()]


def _result(asking: ToolContext, name: str, arguments: dict[str, Any]) -> CallToolResult:
    """What a tool tells, or the sentence that says why it does not."""
    if name not in TOOLS:
        return _error(f"there is no tool {name!r}; there are {', '.join(TOOLS)}")
    try:
        told = TOOLS[name].call(asking, arguments)
    except ValidationError as wrong:
        return _error(validation_detail(wrong.errors(include_url=False)))
    except (ToolError, Forbidden) as refused:
        return _error(str(refused))
    except Problem as problem:
        return _error(problem.detail)
    except Exception:
        log.exception("unexpected error", extra={"tool": name})
        return _error(INTERNAL_ERROR)
    return CallToolResult(content=[_text(told.as_text())], structuredContent=told.model_dump(mode="json"))


def _error(sentence: str) -> CallToolResult:
    return CallToolResult(content=[_text(sentence)], isError=True)


def _text(text: str) -> TextContent:
    return TextContent(type="text", text=text)
