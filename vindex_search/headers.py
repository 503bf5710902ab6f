"""The headers that every answer bears: what a browser may load and do with it."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Media and pictures may come from an S3 address that the service signed; everything else is our own.
PAGE_POLICY: Final = "default-src 'self'; img-src 'self' data:; media-src 'self' http: https:; frame-ancestors 'none'"
DOCS_POLICY: Final = PAGE_POLICY + "; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"


class SecurityHeaders:
    """ASGI middleware that adds them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, with the headers added."""
        policy = DOCS_POLICY if scope.get("path", "").startswith("/docs") else PAGE_POLICY

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self._app(scope, receive, sending)
