"""Protects a service without API keys from web pages of other sites (DNS rebinding, CSRF).

A loopback address keeps other machines out, but not the pages that a browser on this machine shows: such a page can
let its own host name resolve to 127.0.0.1, or send a form to the service.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from vindex_search.api.authentication import SAFE_METHODS, Authenticator
from vindex_search.api.problems import problem_response
from vindex_search.common.net import host_of, is_loopback

# What proxies add: whoever put one before a library without keys opened it to others.
FORWARDED_HEADERS: Final = (
    "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-server", "x-real-ip",
    "x-original-forwarded-for", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "cf-connecting-ip",
)  # fmt: skip
OTHER_SITES: Final = frozenset({"cross-site", "same-site"})  # another port of this machine is the same site
PAGES: Final = frozenset({"/", "/docs", "/lists"})  # and those of videos; a link on another page may lead to them
VIDEO_PAGES: Final = "/v/"
SHARE_PAGES: Final = "/s/"  # of shared links, and behind each the embedded player
EMBED_PAGES: Final = "/embed/"  # may be opened inside another page; its security policy says inside which


class LocalOnlyMiddleware:
    """Refuses with 403, while the library never had a key, what comes by a proxy, for another host or from a site."""

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
    forwarded = next((name for name in FORWARDED_HEADERS if name in headers), None)
    if forwarded:
        return (
            f"without keys this service answers only to this machine, and the header {forwarded!r} says that a proxy "
            "passed this request on; `vindex keys create NAME` makes a key"
        )
    if not is_loopback(host_of(host)):
        return (
            f"without keys this service answers only to localhost, 127.0.0.1 and [::1], not to {host!r}; "
            "`vindex keys create` makes a key"
        )
    if origin is not None and scope["method"] not in SAFE_METHODS and origin.partition("://")[2] != host:
        return f"a page of {origin} cannot change anything here; without keys only this service's own page can"
    if headers.get("sec-fetch-site") in OTHER_SITES and not _opens_page(scope, headers):
        return "a page of another site cannot use this service without keys; `vindex keys create NAME` makes a key"
    return ""


def _opens_page(scope: Scope, headers: Headers) -> bool:
    """Whether a browser opens one of our pages: in a tab of its own, or the embedded player in a frame."""
    embedded = is_embed_page(scope["path"])
    is_page = embedded or scope["path"] in PAGES or scope["path"].startswith((VIDEO_PAGES, SHARE_PAGES))
    places = ("document", "iframe") if embedded else ("document",)
    opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") in places
    return is_page and opened and scope["method"] in SAFE_METHODS


def is_embed_page(path: str) -> bool:
    """Whether a path is of a player that other sites may show in a frame."""
    return path.startswith(EMBED_PAGES) or (path.startswith(SHARE_PAGES) and path.endswith("/embed"))
