"""The functions behind the MCP tools; they run for an authenticated caller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from vindex_search.api.mcp.arguments import ChaptersArguments, SearchArguments, TranscriptArguments, VideosArguments
from vindex_search.api.mcp.facets import FacetTold, facets_told
from vindex_search.api.mcp.results import (
    ChaptersResult,
    ChapterTold,
    LineTold,
    MomentsResult,
    TranscriptResult,
    VideosResult,
    VideoTold,
    losses_told,
    moments_result,
    progress_told,
    shorten,
)
from vindex_search.api.schemas.query.places import one_video_problem
from vindex_search.api.schemas.urls import play_url
from vindex_search.api.schemas.videos import read_progress
from vindex_search.auth.permissions import Caller
from vindex_search.contract.artefacts import CHAPTERS
from vindex_search.contract.ids import CHANNELS, VIDEO_ID_PATTERN
from vindex_search.index.types import PointFilter
from vindex_search.query.facets import FacetRequest
from vindex_search.query.parser import EmptyQuery
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.videos import video as videos
from vindex_search.videos.activity.signs import Work
from vindex_search.videos.facets.library import ListScope
from vindex_search.videos.playback.captions import preferred_segments
from vindex_search.videos.playback.chapters import read_chapters
from vindex_search.videos.playback.transcript import read_transcript
from vindex_search.videos.video import Video, VideoFilter, get_video

if TYPE_CHECKING:
    import polars as pl

MAX_VIDEOS: Final = 50  # of a page; about 2,000 tokens
MAX_TRANSCRIPT_LENGTH: Final = 20_000  # characters of a part; about 5,000 tokens, 25 minutes of speech


class ToolError(Exception):
    """A tool cannot answer; the message names the wrong value and what is allowed."""


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What a tool call runs with: the service, the caller, and the base URL of links."""

    service: SearchService
    caller: Caller
    base_url: str


def search_moments(context: ToolContext, arguments: SearchArguments) -> MomentsResult:
    """Search for moments, best first.

    Raises:
        ToolError: the query is empty, a video does not exist, `order` needs one, or the service is not ready.
        Forbidden: the workspace is not the caller's.
    """
    if not context.service.ready:
        raise ToolError(context.service.unavailable_reason)
    allowed = context.caller.allowed_workspaces([arguments.workspace] if arguments.workspace else [])
    for video_id in arguments.video_ids:
        visible_video(context, video_id)
    if arguments.order == "time" and (
        problem := one_video_problem("order='time'", "id in video_ids", arguments.video_ids)
    ):
        raise ToolError(problem)
    where = PointFilter(
        workspaces=allowed,
        video_ids=tuple(arguments.video_ids),
        people=tuple(arguments.people),
        places=tuple(arguments.places),
        recorded_after=arguments.recorded_after,
        recorded_before=arguments.recorded_before,
    )
    scope = SearchScope(where, tuple(arguments.channels) or CHANNELS)
    request = SearchRequest(arguments.query, scope, order=arguments.order)
    facets = FacetRequest(tuple(arguments.facets), context.caller.workspaces) if arguments.facets else None
    try:
        response = context.service.search(request, limit=arguments.limit, facets=facets)
    except EmptyQuery as empty:
        raise ToolError(empty.message_for("query")) from None
    return moments_result(response, context.base_url, in_one_video=scope.only_video is not None)


def get_transcript(context: ToolContext, arguments: TranscriptArguments) -> TranscriptResult:
    """Read the transcript of a video between two times, in parts of at most `MAX_TRANSCRIPT_LENGTH` characters.

    Raises:
        ToolError: the video does not exist or has no transcript.
    """
    video = visible_video(context, arguments.video_id)
    try:
        table = read_transcript(context.service.store, video)
    except FileNotFoundError:
        raise ToolError(f"{video.video_id} has no transcript: it is {video.status}") from None
    rows = list(_segments_between(table, arguments))
    lines = [LineTold(**{name: row[name] for name in LineTold.model_fields}) for row in _first_part(rows)]
    return TranscriptResult(
        video_id=video.video_id,
        title=video.title,
        lines=lines,
        losses=losses_told(video.notes),
        next_from_s=rows[len(lines)]["start_s"] if len(lines) < len(rows) else None,
    )


def get_chapters(context: ToolContext, arguments: ChaptersArguments) -> ChaptersResult:
    """List the chapters of a video.

    Raises:
        ToolError: the video does not exist, or its chapters were not looked for yet.
    """
    video, store = visible_video(context, arguments.video_id), context.service.store
    stamp = store.stamp(video.video_id, CHAPTERS)
    if stamp is None:
        raise ToolError(f"{video.video_id} has no chapters yet: it is {video.status}")
    found = read_chapters(store, video.video_id, stamp)
    told = [
        ChapterTold(
            start_s=one.start_s,
            end_s=one.end_s,
            title=one.title,
            play_url=context.base_url + play_url(video.video_id, one.start_s),
        )
        for one in found.chapters
    ]
    return ChaptersResult(video_id=video.video_id, title=video.title, is_made=found.is_made, chapters=told)


def list_videos(context: ToolContext, arguments: VideosArguments) -> VideosResult:
    """List a page of the videos that the caller can see.

    Raises:
        Forbidden: the workspace is not the caller's.
    """
    allowed = context.caller.allowed_workspaces([arguments.workspace] if arguments.workspace else [])
    if arguments.after and not VIDEO_ID_PATTERN.fullmatch(arguments.after):
        raise ToolError(f"after={arguments.after!r} is no video id; `next` of the page before is one")
    filters = VideoFilter(status=arguments.status, workspaces=allowed, tag=arguments.tag, after=arguments.after)
    found = videos.list_videos(context.service.store, filters, context.service.listing_memory())
    page = list(islice(found, MAX_VIDEOS + 1))
    work = context.service.work.current()
    results = [_video_result(context, video, work) for video in page[:MAX_VIDEOS]]
    next_id = results[-1].video_id if len(page) > MAX_VIDEOS else None
    return VideosResult(videos=results, next=next_id, facets=_library_facets(context, arguments, allowed))


def _library_facets(context: ToolContext, arguments: VideosArguments, workspaces: tuple[str, ...]) -> list[FacetTold]:
    if not arguments.facets:
        return []
    tags = () if arguments.tag is None else (arguments.tag,)
    where = PointFilter(workspaces=workspaces, tags=tags)
    scope = ListScope(arguments.status, where, visible=context.caller.workspaces)
    return facets_told(context.service.library_facets().count(scope, arguments.facets))


def visible_video(context: ToolContext, video_id: str) -> Video:
    """A video in a workspace that the caller can see; the same error for another workspace's and for an unknown one."""
    video = get_video(context.service.store, video_id)
    if video is None or not context.caller.can_see(video.workspace):
        raise ToolError(f"there is no video {video_id!r} here; list_videos lists them")
    return video


def _segments_between(table: pl.DataFrame, arguments: TranscriptArguments) -> Iterator[dict[str, Any]]:
    """The rows of the segments that overlap the requested time, in order."""
    for row in preferred_segments(table).sort("start_s").iter_rows(named=True):
        if row["end_s"] > arguments.from_s and (arguments.to_s is None or row["start_s"] < arguments.to_s):
            yield row


def _first_part(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The leading rows that fit into one part, at least one."""
    remaining = MAX_TRANSCRIPT_LENGTH
    for row in rows:
        remaining -= len(row["text"])
        if remaining < 0 and row is not rows[0]:
            return
        yield row


def _video_result(context: ToolContext, video: Video, work: Work) -> VideoTold:
    service = context.service
    recogniser = service.models.recogniser
    progress = read_progress(service.store, service.settings, video, recogniser=recogniser, work=work)
    return VideoTold(
        video_id=video.video_id,
        title=video.title,
        status=video.status,
        reason=video.reason,
        progress=progress_told(progress) if progress else None,
        duration_s=video.duration_s,
        uploaded_at=video.uploaded_at,
        tags=video.tags,
        people=list(video.description.people),
        recorded_at=video.description.recorded_at,
        place=video.description.place,
        about=shorten(video.description.text) if video.description.text else None,
        losses=losses_told(video.notes),
        play_url=context.base_url + play_url(video.video_id, 0.0),
    )
