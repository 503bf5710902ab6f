"""A video as the HTTP API shows it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Final
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from vindex_search.api.schemas.urls import play_url, thumbnail_url
from vindex_search.contract.ids import Channel
from vindex_search.contract.records import Status
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.videos.asset_status import AssetStatus, StampInputs, asset_statuses, read_stamps
from vindex_search.videos.point_counts import read_channel_counts
from vindex_search.videos.video import Video, VideoFilter, list_videos

POSTER_POSITION: Final = 0.1  # the first frame is often black; a tenth in, the subject is on screen
MAX_VIDEOS: Final = 1000  # of a page
STAMP_READERS: Final = 8  # of the stamps of a page's videos: on S3 each is a request of its own


class AssetOut(BaseModel):
    """One step of the pipeline for one video."""

    asset: str = Field(description="The asset's name in Dagster.", examples=["frames"])
    status: AssetStatus = Field(
        description="`done`; `stale`: made from what has changed since; `failed`; `waiting`: not made yet.",
        examples=["done"],
    )


class ChannelOut(BaseModel):
    """What one channel of a video should have and has."""

    expected: int = Field(description="Points that it should have.", examples=[42])
    present: int = Field(description="Points that were published; fewer: it is asked for anew.", examples=[42])


class VideoOut(BaseModel):
    """One video and how far it is."""

    video_id: str = Field(
        description="Its id, which a new version of the file keeps.", examples=["team--talk-0a1b2c3d4e"]
    )
    workspace: str = Field(description="The first folder of its key.", examples=["team"])
    title: str = Field(description="The file name without its suffix.", examples=["Talk 1"])
    object_key: str = Field(description="Where the upload lies.", examples=["team/lectures/Talk 1.mp4"])
    tags: list[str] = Field(description="The folders between workspace and file.", examples=[["lectures"]])
    status: Status = Field(description="How far its newest version is.", examples=["indexed"])
    reason: str | None = Field(description="Why it failed, in plain words.", examples=[None])
    failed_asset: str | None = Field(description="The step that failed.", examples=[None])
    assets: list[AssetOut] = Field(description="How far each step is, in the order in which they are made.")
    channels: dict[Channel, ChannelOut] | None = Field(
        description="By channel, how complete it is; null: this version was never published.",
        examples=[{name: {"expected": 42, "present": 42} for name in ("speech", "words", "screen", "visual")}],
    )
    bytes: int | None = Field(description="Size of the upload.", examples=[73400320])
    duration_s: float | None = Field(description="Its length in seconds; null: not probed yet.", examples=[1830.4])
    language: str | None = Field(description="Language of most of its transcript; null: unknown.", examples=["en"])
    uploaded_at: str | None = Field(description="ISO 8601, UTC.", examples=["2026-03-01T12:00:00+00:00"])
    thumbnail_url: str | None = Field(description="A frame near its beginning; null: no pictures.")
    media_url: str = Field(description="The uploaded file, with byte ranges.")
    transcript_url: str | None = Field(description="WebVTT; with .srt or .json in place of .vtt those. Null: none.")
    storyboard_url: str | None = Field(description="WebVTT of the pictures over the timeline; null: none.")
    play_url: str = Field(description="The page that plays it.", examples=["/v/team--talk-0a1b2c3d4e?t=0.00"])


class VideosAnswer(BaseModel):
    """Videos, ordered by workspace and id."""

    videos: list[VideoOut] = Field(description="This page's.")
    next: str | None = Field(
        None,
        description="Address of the next page; null: there is none.",
        examples=["/v1/videos?after=team--talk-0a1b2c3d4e&limit=100"],
    )


def videos_answer(store: Store, settings: Settings, wanted: VideoFilter, *, limit: int) -> VideosAnswer:
    """A page of videos read from the store, for HTTP and for `vindex videos --json` alike."""
    page = list(islice(list_videos(store, wanted), limit + 1))
    with ThreadPoolExecutor(STAMP_READERS) as readers:
        shown = list(readers.map(partial(video_out, store, settings), page[:limit]))
    more = _address(wanted, after=page[limit - 1].video_id, limit=limit) if len(page) > limit else None
    return VideosAnswer(videos=shown, next=more)


def _address(wanted: VideoFilter, *, after: str, limit: int) -> str:
    asked = {"status": wanted.status, "workspace": wanted.workspaces, "tag": wanted.tag, "after": after, "limit": limit}
    given = {name: value for name, value in asked.items() if value not in (None, ())}
    return f"/v1/videos?{urlencode(given, doseq=True)}"


def video_out(store: Store, settings: Settings, video: Video) -> VideoOut:
    """A video with how far its assets are and the addresses that a page needs."""
    stamps = read_stamps(store, video.video_id)
    sources = StampInputs(video.version, video.object_key, video.uploaded_at, video.sidecars, settings)
    states = asset_statuses(stamps, sources, failed=video.failed_asset)
    at = f"/v1/videos/{video.video_id}"
    said, seen = _transcript(stamps.get("transcript")), _has_pictures(stamps.get("frames"))
    return VideoOut(
        **{name: getattr(video, name) for name in ("video_id", "workspace", "title", "object_key", "tags", "status")},
        **{name: getattr(video, name) for name in ("reason", "failed_asset", "duration_s", "uploaded_at")},
        assets=[AssetOut(asset=asset, status=status) for asset, status in states.items()],
        channels=_channels(store, video),
        bytes=video.size,
        language=said.get("language") if said else None,
        thumbnail_url=thumbnail_url(video, (video.duration_s or 0.0) * POSTER_POSITION),
        media_url=f"{at}/media",
        transcript_url=f"{at}/transcript.vtt" if said is not None else None,
        storyboard_url=f"{at}/storyboard.vtt" if seen else None,
        play_url=play_url(video.video_id, 0.0),
    )


def _channels(store: Store, video: Video) -> dict[Channel, ChannelOut] | None:
    found = read_channel_counts(store, video.video_id, video.revision)
    return (
        {name: ChannelOut(expected=one.expected, present=one.present) for name, one in found.items()} if found else None
    )


def _transcript(stamp: Stamp | None) -> dict[str, object] | None:
    """What the stamp of a transcript notes of it; None where nothing is said."""
    return None if stamp is None or stamp.note.get("segments") == 0 else stamp.note


def _has_pictures(stamp: Stamp | None) -> bool:
    return stamp is not None and "absent" not in stamp.note
