"""Security headers of every response: content security policy, framing, cross-origin use, caching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vindex_search.api.middleware.local_only import is_embed_page
from vindex_search.api.share_gate import SHARE_KEY

# Where media come from and uploads go to beside this origin: nowhere, or to presigned URLs of S3 (`s3_sources`).
# `blob:` are the previews that a script of the page hands to its player, segment by segment.
PAGE_CSP: Final = (
    "default-src 'self'; img-src 'self' data:; media-src 'self' blob:{elsewhere}; connect-src 'self'{elsewhere}; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
EMBED_CSP: Final = PAGE_CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'{embedding}")
SHARE_PAGES: Final = "/s/"
NO_ROBOTS: Final = "noindex, nofollow, noarchive"
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
        embedding: Origins beside this one whose pages may show the embedded player in a frame.
    """

    def __init__(self, app: ASGIApp, sources: Sequence[str] = (), embedding: Sequence[str] = ()) -> None:
        self._app = app
        texts = {"elsewhere": _more(sources), "embedding": _more(embedding)}
        self._page, self._docs, self._embed = (csp.format(**texts) for csp in (PAGE_CSP, DOCS_CSP, EMBED_CSP))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request and add headers to its response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _add_headers(headers, scope["path"], self._policy(scope["path"]))
                if SHARE_KEY in scope:
                    headers["X-Robots-Tag"] = NO_ROBOTS
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _policy(self, path: str) -> str:
        if is_embed_page(path):
            return self._embed
        return self._docs if path.startswith("/docs") else self._page


def _more(sources: Sequence[str]) -> str:
    return "".join(f" {source}" for source in sources)


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
    if path.startswith(SHARE_PAGES):  # a link is for those who were given it, and its page is not kept
        headers["X-Robots-Tag"], headers["Cache-Control"] = NO_ROBOTS, "private, no-store"
    if is_embed_page(path):  # the older header knows no origins: the policy alone says who may frame it
        del headers["X-Frame-Options"]
    if path.startswith("/v1/"):
        headers.setdefault("Cache-Control", "private")
