"""The preview of a video, as JSON."""

from __future__ import annotations

import hashlib
from typing import Final

from pydantic import BaseModel, Field

from vindex_search.clips.preview.spec import SEGMENT_S, PreviewSpec
from vindex_search.videos.playback.browser_support import BrowserSupport, Plays
from vindex_search.videos.video import Video

VERSION_LENGTH: Final = 12


class PreviewOut(BaseModel):
    """Whether browsers play a video as it is, and what they can play in its place."""

    plays: Plays = Field(description="Whether browsers play the upload itself.", examples=["no"])
    reason: str | None = Field(
        description="What of it they do not play; null: nothing.", examples=["browsers do not play pictures in HEVC"]
    )
    media_type: str = Field(
        description="Of the preview, with its codecs.", examples=['video/mp4; codecs="avc1.640028,mp4a.40.2"']
    )
    width: int | None = Field(description="Pixels, square ones, upright; null: no picture.", examples=[1280])
    height: int | None = Field(description="Pixels; null: no picture.", examples=[720])
    high_dynamic_range: str | None = Field(
        description="`pq` or `hlg`: its colours are left as they are; null: standard range.", examples=[None]
    )
    duration_s: float = Field(description="Of the film, in seconds.", examples=[7200.0])
    segment_s: float = Field(description="Of a segment; the last one may be shorter.", examples=[4.0])
    segments: int = Field(description="How many there are, from 0 on.", examples=[1800])
    play_list_url: str = Field(description="HLS: for iPhones and players beside browsers.")
    init_url: str = Field(description="What players need once, before any segment.")
    segment_url: str = Field(description="A segment, with its number in the place of `{number}`.")


def preview_out(video: Video, spec: PreviewSpec, support: BrowserSupport, hdr: str | None) -> PreviewOut:
    """A preview as JSON."""
    base, version = f"/v1/videos/{video.video_id}/preview", version_suffix(video)
    return PreviewOut(
        plays=support.plays,
        reason=support.reason or None,
        media_type=spec.media_type,
        width=spec.size[0] if spec.size else None,
        height=spec.size[1] if spec.size else None,
        high_dynamic_range=hdr,
        duration_s=spec.duration_s,
        segment_s=SEGMENT_S,
        segments=spec.segments,
        play_list_url=f"{base}.m3u8",
        init_url=f"{base}/init.mp4{version}",
        segment_url=f"{base}/{{number}}.m4s{version}",
    )


def version_suffix(video: Video) -> str:
    """What makes the addresses of a new version new ones, so that no browser plays the old one from memory."""
    return f"?v={hashlib.sha256(video.version.encode()).hexdigest()[:VERSION_LENGTH]}"
