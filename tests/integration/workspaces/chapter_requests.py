"""Requests for the chapters and the pictures of a video, for the cross-workspace suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.support.http.video_requests import SendRequest, get

CHAPTERS: Final[Mapping[str, tuple[SendRequest, ...]]] = {
    "GET /v1/videos/{video_id}/chapters": (get("/v1/videos/{video_id}/chapters"),),
    "GET /v1/videos/{video_id}/chapters.vtt": (get("/v1/videos/{video_id}/chapters.vtt"),),
    "GET /v1/videos/{video_id}/thumbnail": (
        get("/v1/videos/{video_id}/thumbnail", t="0.5"),
        get("/v1/videos/{video_id}/thumbnail"),
    ),
}
