"""The headers that tell a browser what our pages may do, and other sites that our answers are not theirs."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Media come from, and uploads go to, an S3 address that the service signed; everything else is our own.
PAGE_CSP: Final = (
    "default-src 'self'; img-src 'self' data:; media-src 'self' http: https:; connect-src 'self' http: https:; "
    "frame-ancestors 'none'"
)
DOCS_CSP: Final = PAGE_CSP + "; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",  # no other site shows our frames and films as its own
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeadersMiddleware:
    """Adds them to every answer; what the API says about a library is kept in no shared cache."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to the answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, with_headers)


def _add(headers: MutableHeaders, path: str) -> None:
    headers["Content-Security-Policy"] = DOCS_CSP if path.startswith("/docs") else PAGE_CSP
    headers.update(SECURITY_HEADERS)
    if path.startswith("/v1/"):
        headers.setdefault("Cache-Control", "private")
