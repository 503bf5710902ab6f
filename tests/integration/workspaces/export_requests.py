"""Requests for what a library gives out, about a video of another workspace: tables, captions, oEmbed and IIIF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx

from tests.support.http.video_requests import SendRequest, VideoName, get
from vindex_search.export.table_names import TABLES


def embed(page: str, **params: str) -> SendRequest:
    """An oEmbed request for a page of the video on this service."""

    def send(client: httpx.Client, about: VideoName) -> httpx.Response:
        url = str(client.base_url).rstrip("/") + page.format(video_id=about.video_id)
        return client.get("/oembed", params={"url": url, **params})

    return send


EXPORT_REQUESTS: Final[Mapping[str, tuple[SendRequest, ...]]] = {
    "GET /v1/export": (
        *(get("/v1/export", what=table) for table in TABLES if table != "screen_text"),
        get("/v1/export", what="passages", workspace="{workspace}"),
    ),
    "GET /v1/export/moments": (
        get("/v1/export/moments", q="moon and ocean"),
        get("/v1/export/moments", q="moon and ocean", video_id="{video_id}", order="time", curve="true"),
        get("/v1/export/moments", q="moon and ocean", workspace="{workspace}", facets="workspace"),
        get("/v1/export/moments", q="moon", like="{video_id}@0.5"),
    ),
    "GET /v1/videos/{video_id}/transcript.ttml": (get("/v1/videos/{video_id}/transcript.ttml"),),
    "GET /oembed": (
        embed("/v/{video_id}"),
        embed("/embed/{video_id}?t=1", maxwidth="100", maxheight="9", format="xml"),
    ),
    "GET /iiif/{video_id}/manifest.json": (get("/iiif/{video_id}/manifest.json"),),
    "GET /iiif/{video_id}/transcript.json": (get("/iiif/{video_id}/transcript.json"),),
    "GET /iiif/{video_id}/search": (get("/iiif/{video_id}/search", q="moon"),),
}
