"""A service without keys answers this machine alone.

Listening on loopback keeps other machines out, but not the pages that a browser on this one shows: such a page may
have its own name point to 127.0.0.1 (DNS rebinding), or send a form here.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from vindex_search.api.authentication import SAFE_METHODS, Authenticator
from vindex_search.api.problems import problem_response
from vindex_search.common.net import host_of, is_loopback


class LocalOnlyMiddleware:
    """Refuses, while the library has no keys, what was not meant for this machine by somebody on it."""

    def __init__(self, app: ASGIApp, entrance: Authenticator) -> None:
        self._app = app
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on that may come in."""
        reason = refusal_reason(scope) if scope["type"] == "http" and self._open else ""
        if reason:
            await problem_response(HTTPStatus.FORBIDDEN, reason)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @property
    def _open(self) -> bool:
        return self._entrance.loopback and self._entrance.keys.empty


def refusal_reason(scope: Scope) -> str:
    """Why a request is refused where there are no keys; empty where it is not."""
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    if not is_loopback(host_of(host)):
        return (
            f"without keys this service answers only to localhost, 127.0.0.1 and [::1], not to {host!r}; "
            "`vindex keys create` makes a key"
        )
    if origin is not None and scope["method"] not in SAFE_METHODS and origin.partition("://")[2] != host:
        return f"a page of {origin} may change nothing here; without keys only this service's own page may"
    return ""
