"""Requests for the previews and the waveform of a video, for the cross-workspace suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.support.http.video_requests import SendRequest, get

PREVIEWS: Final[Mapping[str, tuple[SendRequest, ...]]] = {
    "GET /v1/videos/{video_id}/preview": (get("/v1/videos/{video_id}/preview"),),
    "GET /v1/videos/{video_id}/preview.m3u8": (get("/v1/videos/{video_id}/preview.m3u8"),),
    "GET /v1/videos/{video_id}/preview/init.mp4": (get("/v1/videos/{video_id}/preview/init.mp4"),),
    "GET /v1/videos/{video_id}/preview/{number}.m4s": (get("/v1/videos/{video_id}/preview/0.m4s"),),
    "GET /v1/videos/{video_id}/waveform": (
        get("/v1/videos/{video_id}/waveform"),
        get("/v1/videos/{video_id}/waveform", points="10"),
    ),
}
