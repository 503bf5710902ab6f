"""Turns errors in plain text, as Starlette's file responses write them, into problem documents."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vindex_search.api.problems import problem_response

KEPT_HEADERS: Final = ("content-range", "allow", "retry-after", "www-authenticate")
SENTENCES: Final = {
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "the range begins after the end of the file; see Content-Range",
    HTTPStatus.BAD_REQUEST: "the header Range is malformed; allowed are ranges such as bytes=0-499",
}


class PlainErrorsMiddleware:
    """Every error of the application is a problem document, whoever wrote it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request; replace an error in plain text."""
        replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_plain_error(message):
                replaced = True
                await _problem(message)(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, send_problem if scope["type"] == "http" else send)


def _is_plain_error(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "text/plain")
    return start["status"] >= HTTPStatus.BAD_REQUEST and kind.startswith("text/plain")


def _problem(start: Message) -> ASGIApp:
    status, headers = HTTPStatus(start["status"]), Headers(raw=start["headers"])
    kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
    return problem_response(status, SENTENCES.get(status, status.description or status.phrase), headers=kept)
