"""The pages /v/{id} and /embed/{id}: the player, which tells others how to embed it, and the player alone."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import FileResponse, HTMLResponse

WEB_FOLDER: Final = Path(__file__).parents[3] / "web"
END_OF_HEAD: Final = "</head>"
DISCOVERY: Final = (
    '  <link rel="alternate" type="application/json+oembed" href="{json}">\n'
    '  <link rel="alternate" type="text/xml+oembed" href="{xml}">\n'
)


async def player_page(request: Request) -> HTMLResponse:
    """The page of the library, opened at a video, with the links by which others find its oEmbed.

    It says nothing of the video, so that it is the same for one that does not exist.

    Source: https://oembed.com/#section4
    """
    hrefs = {form: escape(_oembed_url(request, form)) for form in ("json", "xml")}
    return HTMLResponse(_page().replace(END_OF_HEAD, DISCOVERY.format(**hrefs) + END_OF_HEAD, 1))


async def shared_page() -> FileResponse:
    """The page behind a shared link; the same for one that is unknown or has ended: it asks for what it shows."""
    return FileResponse(WEB_FOLDER / "shared.html")


async def shared_embed_page() -> FileResponse:
    """What a shared link shows as the player alone, for a frame in another page; no key and no cookie is needed."""
    return FileResponse(WEB_FOLDER / "shared-embed.html")


async def lists_page() -> FileResponse:
    """The page of lists, and of one of them."""
    return FileResponse(WEB_FOLDER / "lists.html")


async def embed_page() -> FileResponse:
    """The player alone, for a frame in another page."""
    return FileResponse(WEB_FOLDER / "embed.html")


def _oembed_url(request: Request, form: str) -> str:
    return f"{request.base_url}oembed?{urlencode({'url': str(request.url), 'format': form})}"


@lru_cache(maxsize=1)
def _page() -> str:
    return (WEB_FOLDER / "index.html").read_text(encoding="utf-8")
