"""Security headers of every response: content security policy, framing, cross-origin use, caching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Where media come from and uploads go to beside this origin: nowhere, or to presigned URLs of S3 (`s3_sources`).
PAGE_CSP: Final = (
    "default-src 'self'; img-src 'self' data:; media-src 'self'{elsewhere}; connect-src 'self'{elsewhere}; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DOCS_CSP: Final = PAGE_CSP + "; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
AWS_SOURCES: Final = ("https://*.amazonaws.com", "https://*.amazonaws.com.cn")  # the region is in the host's name
SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",  # other sites cannot embed frames and videos
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeadersMiddleware:
    """Adds the headers; responses of the API are private to the browser (`Cache-Control: private`).

    Args:
        app: What is behind it.
        sources: Origins beside this one that media come from and uploads go to, as a content security policy has them.
    """

    def __init__(self, app: ASGIApp, sources: Sequence[str] = ()) -> None:
        self._app = app
        elsewhere = "".join(f" {source}" for source in sources)
        self._page, self._docs = (csp.format(elsewhere=elsewhere) for csp in (PAGE_CSP, DOCS_CSP))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request and add headers to its response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                csp = self._docs if scope["path"].startswith("/docs") else self._page
                _add_headers(MutableHeaders(scope=message), scope["path"], csp)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def s3_sources(uploads: str, endpoint: str) -> tuple[str, ...]:
    """The origins of presigned URLs, as sources of a content security policy; none where uploads are in a folder.

    Args:
        uploads: Where the uploads are, as in `s3://bucket/prefix`.
        endpoint: Of an S3-compatible store; empty: AWS itself.
    """
    if not uploads.startswith("s3://"):
        return ()
    if not endpoint:
        return AWS_SOURCES
    parts = urlsplit(endpoint)
    bucket = urlsplit(uploads).netloc
    return (f"{parts.scheme}://{parts.netloc}", f"{parts.scheme}://{bucket}.{parts.netloc}")  # either style of address


def _add_headers(headers: MutableHeaders, path: str, csp: str) -> None:
    headers["Content-Security-Policy"] = csp
    headers.update(SECURITY_HEADERS)
    if path.startswith("/v1/"):
        headers.setdefault("Cache-Control", "private")
