"""POST /mcp: the Model Context Protocol over streamable HTTP, stateless, with JSON responses.

Without sessions any replica can answer any request. GET, which would open an event stream, is refused with 405 as the
protocol allows.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final

from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import CallToolResult, TextContent, Tool
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope, Send

from vindex_search.api.authentication import authenticate
from vindex_search.api.mcp.tool_specs import INSTRUCTIONS, TOOLS
from vindex_search.api.mcp.tools import ToolContext, ToolError
from vindex_search.api.problems import INTERNAL_ERROR, Problem, validation_detail
from vindex_search.api.schemas.json_body import require_plain_json
from vindex_search.auth.permissions import Forbidden
from vindex_search.query.service import SearchService
from vindex_search.query.waiting.limiter import SearchLimiter

log = logging.getLogger("vindex.service")

MAX_REQUEST_BYTES: Final = 64 * 1024  # several times what the longest query and a long list of ids need


class McpEndpoint:
    """The MCP server of one library as an ASGI application; it answers inside `running`."""

    def __init__(self, service: SearchService, limiter: SearchLimiter) -> None:
        self._service = service
        self._limiter = limiter
        self._server: Server[Any, Request] = Server("vindex", version=version("vindex"), instructions=INSTRUCTIONS)
        self._server.list_tools()(_list_tools)  # type: ignore[no-untyped-call]
        self._server.call_tool(validate_input=False)(self._call_tool)
        self._manager = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=MAX_REQUEST_BYTES
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the session manager until the block ends; possible once for each instance."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Authenticate and answer one request; needs the permission `search`."""
        await authenticate(Request(scope))
        body = await _read_body(receive)
        require_plain_json(body)
        await self._manager.handle_request(scope, _replayed(body, receive), send)

    async def _call_tool(self, name: str, arguments: dict[str, Any]) -> CallToolResult:
        request = self._server.request_context.request
        if request is None:
            raise RuntimeError("tools are called over HTTP only")
        context = ToolContext(self._service, request.state.caller, str(request.base_url).rstrip("/"))
        return await self._limiter.run(partial(_run_tool, context, name, arguments))


async def _read_body(receive: Receive) -> bytes:
    """A request's body; raises 413 where it is too large."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_REQUEST_BYTES:
            sentence = f"the body is too large; allowed are {MAX_REQUEST_BYTES} bytes"
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
    return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """`receive` that gives a body that was read already, and then what comes after it."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive_again() -> Message:
        message = next(messages, None)
        return await receive() if message is None else message

    return receive_again


async def _list_tools() -> list[Tool]:
    return [spec.tool(name) for name, spec in TOOLS.items()]


def _run_tool(context: ToolContext, name: str, arguments: dict[str, Any]) -> CallToolResult:
    """The result of a tool, or an error result with a sentence for the agent."""
    if name not in TOOLS:
        return _error(f"there is no tool {name!r}; there are {', '.join(TOOLS)}")
    try:
        result = TOOLS[name].call(context, arguments)
    except ValidationError as wrong:
        return _error(validation_detail(wrong.errors(include_url=False)))
    except (ToolError, Forbidden) as refused:
        return _error(str(refused))
    except Problem as problem:
        return _error(problem.detail)
    except Exception:
        log.exception("unexpected error", extra={"tool": name})
        return _error(INTERNAL_ERROR)
    return CallToolResult(content=[_text(result.as_text())], structuredContent=result.model_dump(mode="json"))


def _error(sentence: str) -> CallToolResult:
    return CallToolResult(content=[_text(sentence)], isError=True)


def _text(text: str) -> TextContent:
    return TextContent(type="text", text=text)
