"""The answer of GET /v1/videos/{id}/chapters, and of `vindex chapters`."""

from __future__ import annotations

from pydantic import BaseModel, Field

from vindex_search.api.schemas.urls import play_url, thumbnail_url
from vindex_search.contract.chapters import ChapterOrigin
from vindex_search.videos.playback.chapters import ChapterList
from vindex_search.videos.video import Video


class ChapterOut(BaseModel):
    """A named part of a video."""

    title: str = Field(description="On one line.", examples=["Shaping the loaf"])
    start_s: float = Field(description="Seconds from the start of the video.", examples=[62.0])
    end_s: float = Field(description="Where the next one begins, or the video ends.", examples=[118.5])
    thumbnail_url: str | None = Field(description="The frame on screen at `start_s`; null: no frames.")
    play_url: str = Field(description="The page that plays it from here.")


class ChaptersOut(BaseModel):
    """The chapters of a video, in order, without overlaps; none where it is one part."""

    video_id: str = Field(description="The video's id.", examples=["team--talk-0123456789"])
    origin: ChapterOrigin | None = Field(
        description="Where they come from: the `file`, a `sidecar`, titles of `slides`, or `topics`; null: none."
    )
    is_made: bool = Field(description="Made by vindex, of slides or topics; false: people named them.")
    chapters: list[ChapterOut]


def chapters_out(video: Video, found: ChapterList) -> ChaptersOut:
    """Render the chapters of a video, with the addresses that a web page needs."""
    listed = [
        ChapterOut(
            title=one.title,
            start_s=round(one.start_s, 3),
            end_s=round(one.end_s, 3),
            thumbnail_url=thumbnail_url(video, one.start_s),
            play_url=play_url(video.video_id, one.start_s),
        )
        for one in found.chapters
    ]
    return ChaptersOut(video_id=video.video_id, origin=found.origin, is_made=found.is_made, chapters=listed)
