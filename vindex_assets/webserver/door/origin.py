"""Whether a request is for this door, and whether one of its own pages sent it.

A browser sets `Host`, `Origin` and `Sec-Fetch-*` (Fetch Metadata, W3C) itself; no page can forge them. `Origin` comes
with each POST and WebSocket, `Sec-Fetch-*` with each request to https or to a loopback address.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from vindex_assets.webserver.door.refusal import Refusal, forbidden
from vindex_assets.webserver.door.routes import SAFE_METHODS, is_page
from vindex_search.common.net import host_of, is_loopback

FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def own_origin(host: str, public_url: str) -> str:
    """The origin of this door's own pages in a request for a host; empty where the host is not this door's.

    Args:
        host: The `Host` header.
        public_url: `VINDEX_DAGSTER_URL`: where browsers find the UI, perhaps behind a proxy with https.
    """
    public = urlsplit(public_url.lower())
    if host and host.lower() == public.netloc:
        return f"{public.scheme}://{public.netloc}"
    return f"http://{host}" if is_loopback(host_of(host)) else ""


def foreign_host(headers: Headers, public_url: str, *, open_library: bool) -> Refusal | None:
    """Refuse a request for another host, which a page gets by letting its own name resolve to this machine (rebinding).

    Without keys only loopback names are allowed, and only to clients that no proxy speaks for.
    """
    hosts = headers.getlist("host")
    host = hosts[0] if len(hosts) == 1 else ""
    if open_library and not is_loopback(host_of(host)):
        return forbidden(
            f"without keys Dagster's UI answers only to localhost, 127.0.0.1 and [::1], not to {host!r}; "
            "`vindex keys create` makes a key"
        )
    if open_library and any(name in headers for name in FORWARDED):
        return forbidden("without keys Dagster's UI answers no request that a proxy forwards; `vindex keys create`")
    if not own_origin(host, public_url):
        return forbidden(
            f"Dagster's UI is not at {host!r}; it is at localhost, 127.0.0.1, [::1] and VINDEX_DAGSTER_URL={public_url}"
        )
    return None


def foreign_page(headers: Headers, method: str, path: str, own: str) -> Refusal | None:
    """Refuse what a page of another origin asks for, but for a link to a page of the UI.

    Args:
        headers: Of the request.
        method: Its method; `WEBSOCKET` where it opens one.
        path: Its path.
        own: The origin of the UI's own pages.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin not in (None, own) or len(headers.getlist("origin")) > 1:
        return forbidden(f"a page of {origin} may ask for nothing here; only pages of {own} may")
    if site == "same-origin" or (site is None and _browser_may_omit_it(method, origin)):
        return None
    if method in SAFE_METHODS and is_page(path) and _is_navigation(headers):
        return None
    return forbidden(f"Sec-Fetch-Site is {site!r}: only pages of {own} may ask for this; allowed is 'same-origin'")


def is_browser(headers: Headers) -> bool:
    """Whether a browser may have sent a request that is no plain GET: a script's client sends neither header."""
    return "origin" in headers or "sec-fetch-site" in headers


def _browser_may_omit_it(method: str, origin: str | None) -> bool:
    """WebSockets have no Sec-Fetch-Site in some browsers, but always an Origin; a GET without it reads, and no more."""
    return origin is None or method == "WEBSOCKET" or method in SAFE_METHODS


def _is_navigation(headers: Headers) -> bool:
    """Whether the answer is shown as a page of its own, not in a frame: by a link, a bookmark, the address bar."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
