"""Security headers of every response: content security policy, framing, cross-origin use, caching."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Media come from, and uploads go to, presigned S3 URLs; everything else comes from this origin.
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
    "Cross-Origin-Resource-Policy": "same-origin",  # other sites cannot embed frames and videos
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeadersMiddleware:
    """Adds the headers; responses of the API are private to the browser (`Cache-Control: private`)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request and add headers to its response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _add_headers(headers: MutableHeaders, path: str) -> None:
    headers["Content-Security-Policy"] = DOCS_CSP if path.startswith("/docs") else PAGE_CSP
    headers.update(SECURITY_HEADERS)
    if path.startswith("/v1/"):
        headers.setdefault("Cache-Control", "private")
