"""What the tools do, for a caller whose key has been looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from vindex_search.api.mcp.arguments import SearchArguments, TranscriptArguments, VideosArguments
from vindex_search.api.mcp.results import (
    LineTold,
    MomentsResult,
    TranscriptResult,
    VideosResult,
    VideoTold,
    moments_result,
)
from vindex_search.api.schemas.urls import play_url
from vindex_search.auth.permissions import Caller
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.ids import CHANNELS, VIDEO_ID_PATTERN
from vindex_search.index.types import PointFilter
from vindex_search.query.parser import EmptyQuery
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.videos import video as videos
from vindex_search.videos.captions import preferred_segments
from vindex_search.videos.video import Video, VideoFilter, get_video

if TYPE_CHECKING:
    import polars as pl

MAX_VIDEOS: Final = 50  # a page of them is some 2,000 tokens
MAX_TRANSCRIPT_LENGTH: Final = 20_000  # of a transcript at once: 5,000 tokens, some 25 minutes of speech


class ToolError(Exception):
    """A tool cannot do what was asked; the message says why and what is allowed."""


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Who asks which library, and the address that links begin with."""

    library: SearchService
    caller: Caller
    base_url: str


def search_moments(asking: ToolContext, asked: SearchArguments) -> MomentsResult:
    """Moments for a query, best first.

    Raises:
        Refused: the query is empty, a video is not there, or the library does not answer yet.
        Forbidden: the workspace is not the caller's.
    """
    if not asking.library.ready:
        raise ToolError(asking.library.problem)
    allowed = asking.caller.allowed_workspaces([asked.workspace] if asked.workspace else [])
    for video_id in asked.video_ids:
        _known(asking, video_id)
    where = PointFilter(workspaces=allowed, video_ids=tuple(asked.video_ids))
    question = SearchRequest(asked.query, SearchScope(where, tuple(asked.channels) or CHANNELS))
    try:
        response = asking.library.search(question, limit=asked.limit)
    except EmptyQuery as empty:
        raise ToolError(empty.message_for("query")) from None
    return moments_result(response, asking.base_url)


def get_transcript(asking: ToolContext, asked: TranscriptArguments) -> TranscriptResult:
    """What is said in a video between two times, no more than fits into one reading.

    Raises:
        Refused: there is no such video, or no transcript of it.
    """
    video = _known(asking, asked.video_id)
    try:
        table = asking.library.store.read_table(video.video_id, TRANSCRIPT)
    except FileNotFoundError:
        raise ToolError(f"{video.video_id} has no transcript: it is {video.status}") from None
    rows = list(_between(table, asked))
    lines = [LineTold(**{name: row[name] for name in LineTold.model_fields}) for row in _first(rows)]
    return TranscriptResult(
        video_id=video.video_id,
        title=video.title,
        lines=lines,
        next_from_s=rows[len(lines)]["start_s"] if len(lines) < len(rows) else None,
    )


def list_videos(asking: ToolContext, asked: VideosArguments) -> VideosResult:
    """A page of the videos that the caller may see.

    Raises:
        Forbidden: the workspace is not the caller's.
    """
    allowed = asking.caller.allowed_workspaces([asked.workspace] if asked.workspace else [])
    if asked.after and not VIDEO_ID_PATTERN.fullmatch(asked.after):
        raise ToolError(f"after={asked.after!r} is no video id; `next` of the page before is one")
    chosen = videos.list_videos(asking.library.store, VideoFilter(asked.status, allowed, asked.tag, asked.after))
    page = list(islice(chosen, MAX_VIDEOS + 1))
    told = [_video_told(video, asking.base_url) for video in page[:MAX_VIDEOS]]
    return VideosResult(videos=told, next=told[-1].video_id if len(page) > MAX_VIDEOS else None)


def _known(asking: ToolContext, video_id: str) -> Video:
    """A video that the caller may see; one of another workspace is as unknown as one that does not exist."""
    video = get_video(asking.library.store, video_id)
    if video is None or not asking.caller.can_see(video.workspace):
        raise ToolError(f"there is no video {video_id!r} here; list_videos lists them")
    return video


def _between(table: pl.DataFrame, asked: TranscriptArguments) -> Iterator[dict[str, Any]]:
    """The segments that are shown of a time, in order."""
    for row in preferred_segments(table).sort("start_s").iter_rows(named=True):
        if row["end_s"] > asked.from_s and (asked.to_s is None or row["start_s"] < asked.to_s):
            yield row


def _first(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """As many as fit into one reading, and one in any case."""
    left = MAX_TRANSCRIPT_LENGTH
    for row in rows:
        left -= len(row["text"])
        if left < 0 and row is not rows[0]:
            return
        yield row


def _video_told(video: Video, base_url: str) -> VideoTold:
    return VideoTold(
        video_id=video.video_id,
        title=video.title,
        status=video.status,
        reason=video.reason,
        duration_s=video.duration_s,
        uploaded_at=video.uploaded_at,
        tags=video.tags,
        play_url=base_url + play_url(video.video_id, 0.0),
    )
