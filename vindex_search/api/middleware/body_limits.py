"""How large a request may be: what is larger is refused before it is read.

FastAPI's own `max_body_size` has one number for forms and all else, and refuses in plain text that names no limit.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vindex_search.api.problems import Problem, problem_response

MAX_QUERY_BYTES: Final = 16 * 2**10  # bytes; a question of 1000 characters takes up to 12,000 of them in an address
MAX_FORM_BYTES: Final = 11 * 2**20  # bytes; a picture to search with is at most 10 MiB, the other fields are small
MAX_BODY_BYTES: Final = 2**20  # bytes of any other body
UPLOAD_PREFIX: Final = "/v1/uploads/"  # a PUT there streams a film to the disk, and has its own limit


class RequestSizeMiddleware:
    """Refuses long addresses with 414 and large bodies with 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on whose size is allowed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = len(scope["query_string"])
        if query > MAX_QUERY_BYTES:
            sentence = f"the parameters in the address have {query} bytes; allowed are {MAX_QUERY_BYTES}"
            await problem_response(HTTPStatus.REQUEST_URI_TOO_LONG, sentence)(scope, receive, send)
            return
        most = max_body_bytes(scope)
        declared = Headers(scope=scope).get("content-length", "")
        if most is not None and declared.isdecimal() and int(declared) > most:
            await problem_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(most))(scope, receive, send)
            return
        await self._app(scope, receive if most is None else _counted(receive, most), send)


def max_body_bytes(scope: Scope) -> int | None:
    """How many bytes the body of a request may have; None where the route itself sees to it."""
    if scope["method"] == "PUT" and scope["path"].startswith(UPLOAD_PREFIX):
        return None
    kind = Headers(scope=scope).get("content-type", "")
    return MAX_FORM_BYTES if kind.startswith("multipart/form-data") else MAX_BODY_BYTES


def _counted(receive: Receive, most: int) -> Receive:
    """The messages of a body, for one that does not say beforehand how long it is."""
    read = 0

    async def counting() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(most))
        return message

    return counting


def _too_large(most: int) -> str:
    return f"the body is too large; allowed are {most} bytes"
