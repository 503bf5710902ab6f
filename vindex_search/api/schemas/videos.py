"""Videos as JSON, for the HTTP API and `vindex videos --json`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from vindex_search.api.schemas.descriptions import DescriptionOut, description_out
from vindex_search.api.schemas.notes import NoteOut, notes_out
from vindex_search.api.schemas.query.facets import MORE, OF_A_LIST, FacetsOut, facets_out, more_values
from vindex_search.api.schemas.runs.progress import ProgressOut, progress_out
from vindex_search.api.schemas.urls import play_url, poster_url
from vindex_search.contract.ids import Channel
from vindex_search.contract.records import FailureKind, Status
from vindex_search.contract.runs.control import Priority
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.videos.activity.progress import VideoProgress, video_progress
from vindex_search.videos.activity.signs import NO_WORK, Work
from vindex_search.videos.asset_status import AssetStatus, StampInputs, asset_statuses, read_stamps
from vindex_search.videos.facets.names import FacetName, Facets
from vindex_search.videos.listing_memory import ListingMemory
from vindex_search.videos.usage.point_counts import read_channel_counts
from vindex_search.videos.video import Video, VideoFilter, list_videos

MAX_VIDEOS: Final = 1000  # per page
STAMP_READERS: Final = 8  # threads; on S3 each stamp is a request of its own


class AssetOut(BaseModel):
    """One asset of the pipeline for one video."""

    asset: str = Field(description="The asset's name in Dagster.", examples=["frames"])
    status: AssetStatus = Field(
        description="`done`; `stale`: its inputs have changed since; `failed`; `waiting`: not made yet.",
        examples=["done"],
    )


class ChannelOut(BaseModel):
    """Expected and published points of one channel of a video."""

    expected: int = Field(description="Points that the channel should have.", examples=[42])
    present: int = Field(
        description="Points that were published; where they are fewer, the video is indexed again.", examples=[42]
    )


class VideoOut(BaseModel):
    """One video and its status."""

    video_id: str = Field(description="Its id; a new version of the file keeps it.", examples=["team--talk-0a1b2c3d4e"])
    workspace: str = Field(description="The first folder of its object key.", examples=["team"])
    title: str = Field(
        description="That of its description, else the file name without its suffix.", examples=["Talk 1"]
    )
    object_key: str = Field(description="The object key of the upload.", examples=["team/lectures/Talk 1.mp4"])
    tags: list[str] = Field(
        description="The folders between workspace and file, then the tags of its description.", examples=[["lectures"]]
    )
    description: DescriptionOut | None = Field(None, description="What is said about it; null: nothing is.")
    status: Status = Field(description="Status of its newest version.", examples=["indexed"])
    reason: str | None = Field(description="Why it failed, in plain words.", examples=[None])
    failed_asset: str | None = Field(description="The asset that failed.", examples=[None])
    priority: Priority = Field(
        description="Before or after the other videos of its workspace it is worked on; `normal` once it is indexed.",
        examples=["normal"],
    )
    failure_kind: FailureKind | None = Field(
        description="`transient` where another attempt may succeed, else `permanent`; null: it has not failed.",
        examples=[None],
    )
    progress: ProgressOut | None = Field(description="How far it is; null: nobody works on it.", examples=[None])
    assets: list[AssetOut] = Field(description="Status of each asset, in the order in which they are made.")
    channels: dict[Channel, ChannelOut] | None = Field(
        description="Points by channel; null: this version was never published.",
        examples=[{name: {"expected": 42, "present": 42} for name in ("speech", "words", "screen", "visual")}],
    )
    notes: list[NoteOut] = Field(
        description="What the video lacks and what was decided about its file, losses or not; complete once it is "
        "indexed. Empty: nothing is known to be missing."
    )
    bytes: int | None = Field(description="Size of the upload in bytes.", examples=[73400320])
    duration_s: float | None = Field(description="Duration in seconds; null: not probed yet.", examples=[1830.4])
    language: str | None = Field(description="Language of most of its transcript; null: unknown.", examples=["en"])
    uploaded_at: str | None = Field(description="ISO 8601, UTC.", examples=["2026-03-01T12:00:00+00:00"])
    thumbnail_url: str | None = Field(
        description="A frame that shows it: neither black nor blurred nor a logo; null: no frames."
    )
    media_url: str = Field(description="The uploaded file, with byte ranges.")
    transcript_url: str | None = Field(
        description="WebVTT; .srt and .json in place of .vtt give SubRip and JSON. Null: no transcript."
    )
    chapters_url: str | None = Field(
        None, description="Its chapters; /chapters.vtt gives WebVTT. Null: it is one part."
    )
    storyboard_url: str | None = Field(description="WebVTT of the timeline's thumbnails; null: no storyboard.")
    play_url: str = Field(description="The page that plays it.", examples=["/v/team--talk-0a1b2c3d4e?t=0.00"])


class VideosAnswer(BaseModel):
    """A page of videos, ordered by workspace and id."""

    videos: list[VideoOut] = Field(description="The videos of this page.")
    facets: FacetsOut | None = Field(None, description=OF_A_LIST)
    facets_more: dict[FacetName, int] = Field({}, description=MORE)
    next: str | None = Field(
        None,
        description="Address of the next page; null: last page.",
        examples=["/v1/videos?after=team--talk-0a1b2c3d4e&limit=100"],
    )


@dataclass(frozen=True, slots=True)
class ListedWith:
    """What a list has beside its `VideoFilter`: a test of videos, the parameters that ask for it, and the facets."""

    accepts: Callable[[Video], bool] = lambda _: True
    parameters: Mapping[str, Any] = field(default_factory=dict)
    facets: Facets | None = None


def videos_answer(
    store: Store,
    settings: Settings,
    filters: VideoFilter,
    *,
    limit: int,
    recogniser: str,
    memory: ListingMemory | None = None,
    listed: ListedWith = ListedWith(),
    work: Work = NO_WORK,
) -> VideosAnswer:
    """A page of videos, read from the store; `recogniser` is that of the active model set, `work` what runs now."""
    page = list(islice(filter(listed.accepts, list_videos(store, filters, memory)), limit + 1))
    with ThreadPoolExecutor(STAMP_READERS) as readers:
        videos = list(readers.map(partial(video_out, store, settings, recogniser=recogniser, work=work), page[:limit]))
    next_url = _next_url(filters, listed, after=page[limit - 1].video_id, limit=limit) if len(page) > limit else None
    more = dict(more_values(listed.facets))
    return VideosAnswer(videos=videos, facets=facets_out(listed.facets), facets_more=more, next=next_url)


def _next_url(filters: VideoFilter, listed: ListedWith, *, after: str, limit: int) -> str:
    params = {
        "status": filters.status,
        "workspace": filters.workspaces,
        "tag": filters.tag,
        **listed.parameters,
        "after": after,
        "limit": limit,
    }
    given = {name: value for name, value in params.items() if value not in (None, (), [])}
    return f"/v1/videos?{urlencode(given, doseq=True)}"


def video_out(store: Store, settings: Settings, video: Video, *, recogniser: str, work: Work = NO_WORK) -> VideoOut:
    """A video with the status of its assets and the addresses that a web page needs.

    Args:
        store: Its artefacts.
        settings: The current ones.
        video: Which video.
        recogniser: Of the active model set.
        work: What runs now.
    """
    stamps = read_stamps(store, video.video_id)
    base_url = f"/v1/videos/{video.video_id}"
    transcript = _transcript_note(stamps.get("transcript"))
    statuses = _asset_statuses(stamps, video, settings, recogniser)
    progress = video_progress(video.status, statuses, work.on_video(video.video_id))
    return VideoOut(
        video_id=video.video_id,
        workspace=video.workspace,
        title=video.title,
        object_key=video.object_key,
        tags=video.tags,
        description=description_out(video),
        status=video.status,
        reason=video.reason,
        failed_asset=video.failed_asset,
        failure_kind=video.failure_kind,
        priority=video.priority,
        progress=progress_out(progress, settings.dagster_url),
        assets=[AssetOut(asset=asset, status=status) for asset, status in statuses.items()],
        channels=_channels_out(store, video),
        notes=notes_out(video.notes),
        bytes=video.size,
        duration_s=video.duration_s,
        language=transcript.get("language") if transcript else None,
        uploaded_at=video.uploaded_at,
        thumbnail_url=poster_url(video),
        media_url=f"{base_url}/media",
        transcript_url=f"{base_url}/transcript.vtt" if transcript is not None else None,
        chapters_url=f"{base_url}/chapters" if _has_chapters(stamps.get("chapters")) else None,
        storyboard_url=f"{base_url}/storyboard.vtt" if _has_frames(stamps.get("frames")) else None,
        play_url=play_url(video.video_id, 0.0),
    )


def _has_chapters(stamp: Stamp | None) -> bool:
    return stamp is not None and bool(stamp.note.get("chapters"))


def read_progress(
    store: Store, settings: Settings, video: Video, *, recogniser: str, work: Work
) -> VideoProgress | None:
    """The progress of a video alone, for lists that say nothing else of its assets; of most none is read."""
    steps = work.on_video(video.video_id)
    if video.status != "processing" and not steps:
        return None
    statuses = _asset_statuses(read_stamps(store, video.video_id), video, settings, recogniser)
    return video_progress(video.status, statuses, steps)


def _asset_statuses(
    stamps: Mapping[str, Stamp], video: Video, settings: Settings, recogniser: str
) -> dict[str, AssetStatus]:
    inputs = StampInputs(
        version=video.version,
        object_key=video.object_key,
        uploaded_at=video.uploaded_at,
        sidecars=video.sidecars,
        settings=settings,
        recogniser=recogniser,
    )
    return asset_statuses(stamps, inputs, failed=video.failed_asset)


def _channels_out(store: Store, video: Video) -> dict[Channel, ChannelOut] | None:
    counts = read_channel_counts(store, video.video_id, video.revision)
    if not counts:
        return None
    return {channel: ChannelOut(expected=count.expected, present=count.present) for channel, count in counts.items()}


def _transcript_note(stamp: Stamp | None) -> dict[str, object] | None:
    """The note of a transcript's stamp; None without a transcript or where it is empty."""
    return None if stamp is None or stamp.note.get("segments") == 0 else stamp.note


def _has_frames(stamp: Stamp | None) -> bool:
    return stamp is not None and "absent" not in stamp.note
