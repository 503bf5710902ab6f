"""Addresses behind a shared link: `/s/TOKEN/v1/...` is `/v1/...`, asked with the token.

A player asks for film, captions and pictures without headers, and inside a page of another site without cookies: the
token stands in the address, so that everything relative to it is asked with it. What reads the path below this
middleware, the log too, sees none of it.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from vindex_search.api.share_gate import SHARE_KEY

LINK: Final = re.compile(r"/s/([A-Za-z0-9_-]{1,200})(/v1/.*)")
SHARED_PAGE: Final = re.compile(r"/s/([A-Za-z0-9_-]{1,200})(?:/embed)?/?")
OEMBED: Final = "/oembed"


class ShareLinksMiddleware:
    """Takes the token of a share out of the address and puts it beside the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request."""
        if scope["type"] == "http":
            _take_token(scope)
        await self._app(scope, receive, send)


def _take_token(scope: Scope) -> None:
    """The scope is changed in place: the request log outside of this reads its route."""
    link = LINK.fullmatch(scope["path"])
    if link:
        scope[SHARE_KEY], scope["path"] = link[1], link[2]
        scope["raw_path"] = scope.get("raw_path", b"").removeprefix(f"/s/{link[1]}".encode())
    elif scope["path"] == OEMBED:
        token = token_in_page(scope["query_string"].decode("latin-1"))
        if token:
            scope[SHARE_KEY] = token


def token_in_page(query: str) -> str | None:
    """The token in the address of a shared page, for which oEmbed is asked: who asks has no key."""
    for url in parse_qs(query).get("url", ())[:1]:
        try:
            page = SHARED_PAGE.fullmatch(urlsplit(url).path)
        except ValueError:  # no address
            return None
        return page[1] if page else None
    return None
