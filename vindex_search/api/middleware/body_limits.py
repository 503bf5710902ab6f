"""Limits the size of request bodies and query strings; what is larger is refused before it is read.

FastAPI's own `max_body_size` has one limit for forms and all else, and its plain text error names no limit.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vindex_search.api.problems import Problem, problem_response

MAX_QUERY_BYTES: Final = 16 * 2**10  # a query of 1000 characters takes up to 12,000 bytes, percent-encoded
MAX_FORM_BYTES: Final = 11 * 2**20  # a query image has at most 10 MiB, the other fields are small
MAX_BODY_BYTES: Final = 2**20
MAX_SESSION_BYTES: Final = 4096  # a key; the one body that is read of somebody without a key
SESSION_PATH: Final = "/v1/session"
UPLOAD_PREFIX: Final = "/v1/uploads/"  # a PUT there streams to the disk, and has its own limit


class RequestSizeMiddleware:
    """Refuses long query strings with 414 and large bodies with 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request whose size is allowed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = len(scope["query_string"])
        if query > MAX_QUERY_BYTES:
            sentence = f"the query string has {query} bytes; allowed are {MAX_QUERY_BYTES}"
            await problem_response(HTTPStatus.REQUEST_URI_TOO_LONG, sentence)(scope, receive, send)
            return
        limit = max_body_bytes(scope)
        declared = Headers(scope=scope).get("content-length", "")
        if limit is not None and declared.isdecimal() and int(declared) > limit:
            await problem_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(limit))(scope, receive, send)
            return
        await self._app(scope, receive if limit is None else _limited(receive, limit), send)


def max_body_bytes(scope: Scope) -> int | None:
    """Maximum body size of a request; None where the route has a limit of its own."""
    if scope["method"] == "PUT" and scope["path"].startswith(UPLOAD_PREFIX):
        return None
    if scope["path"] == SESSION_PATH:
        return MAX_SESSION_BYTES
    content_type = Headers(scope=scope).get("content-type", "")
    return MAX_FORM_BYTES if content_type.startswith("multipart/form-data") else MAX_BODY_BYTES


def _limited(receive: Receive, limit: int) -> Receive:
    """`receive` that counts bytes, for a body without Content-Length or with a false one."""
    read = 0

    async def receive_counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(limit))
        return message

    return receive_counted


def _too_large(limit: int) -> str:
    return f"the body is too large; allowed are {limit} bytes"
