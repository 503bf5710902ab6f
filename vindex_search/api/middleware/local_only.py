"""Protects a service without API keys from web pages of other sites (DNS rebinding, CSRF).

A loopback address keeps other machines out, but not the pages that a browser on this machine shows: such a page can
let its own host name resolve to 127.0.0.1, or send a form to the service.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from vindex_search.api.authentication import SAFE_METHODS, Authenticator
from vindex_search.api.problems import problem_response
from vindex_search.common.net import host_of, is_loopback


class LocalOnlyMiddleware:
    """Refuses with 403, while the library never had a key, requests for other hosts and changes from other origins."""

    def __init__(self, app: ASGIApp, authenticator: Authenticator) -> None:
        self._app = app
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request that is allowed."""
        reason = refusal_reason(scope) if scope["type"] == "http" and self._enforced else ""
        if reason:
            await problem_response(HTTPStatus.FORBIDDEN, reason)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @property
    def _enforced(self) -> bool:
        return self._authenticator.loopback and self._authenticator.keys.open


def refusal_reason(scope: Scope) -> str:
    """Why a service without keys refuses a request; empty where it does not."""
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    if not is_loopback(host_of(host)):
        return (
            f"without keys this service answers only to localhost, 127.0.0.1 and [::1], not to {host!r}; "
            "`vindex keys create` makes a key"
        )
    if origin is not None and scope["method"] not in SAFE_METHODS and origin.partition("://")[2] != host:
        return f"a page of {origin} cannot change anything here; without keys only this service's own page can"
    return ""
