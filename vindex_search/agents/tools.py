"""What the tools do, for a caller whose key has been looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from vindex_search.access import Caller
from vindex_search.agents.asked import SearchAsked, TranscriptAsked, VideosAsked
from vindex_search.agents.told import (
    LineTold,
    MomentsTold,
    TranscriptTold,
    VideosTold,
    VideoTold,
    moments_told,
)
from vindex_search.answers import play_url
from vindex_search.captions import shown
from vindex_search.contract import TRANSCRIPT
from vindex_search.routes.search import scope
from vindex_search.service import SearchService
from vindex_search.videos import Video, all_videos, one_video

if TYPE_CHECKING:
    import polars as pl

MOST_VIDEOS: Final = 50  # a page of them is some 2,000 tokens
MOST_CHARACTERS: Final = 20_000  # of a transcript at once: 5,000 tokens, some 25 minutes of speech


class Refused(Exception):
    """A tool cannot do what was asked; the message says why and what is allowed."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks which library, and the address that links begin with."""

    library: SearchService
    caller: Caller
    base_url: str


def search_moments(asking: Asking, asked: SearchAsked) -> MomentsTold:
    """Moments for a query, best first.

    Raises:
        Refused: the query is empty, a video is not there, or the library does not answer yet.
        Forbidden: the workspace is not the caller's.
    """
    if not asked.query.strip():
        raise Refused("query is empty: say in a few words what to find")
    if not asking.library.ready:
        raise Refused(asking.library.problem)
    allowed = asking.caller.narrowed([asked.workspace] if asked.workspace else [])
    for video_id in asked.video_ids:
        _known(asking, video_id)
    wanted = replace(scope(None, asked.video_ids, ",".join(asked.channels)), workspaces=allowed)
    answer = asking.library.search(asked.query.strip(), wanted, limit=asked.limit)
    return moments_told(answer.moments, asking.base_url)


def get_transcript(asking: Asking, asked: TranscriptAsked) -> TranscriptTold:
    """What is said in a video between two times, no more than fits into one reading.

    Raises:
        Refused: there is no such video, or no transcript of it.
    """
    video = _known(asking, asked.video_id)
    try:
        table = asking.library.store.read_table(video.video_id, TRANSCRIPT)
    except FileNotFoundError:
        raise Refused(f"{video.video_id} has no transcript: it is {video.status}") from None
    rows = list(_between(table, asked))
    lines = [LineTold(**{name: row[name] for name in LineTold.model_fields}) for row in _first(rows)]
    return TranscriptTold(
        video_id=video.video_id,
        title=video.title,
        lines=lines,
        next_from_s=rows[len(lines)]["start_s"] if len(lines) < len(rows) else None,
    )


def list_videos(asking: Asking, asked: VideosAsked) -> VideosTold:
    """A page of the videos that the caller may see.

    Raises:
        Forbidden: the workspace is not the caller's.
    """
    allowed = asking.caller.narrowed([asked.workspace] if asked.workspace else [])
    chosen = (
        video
        for video in all_videos(asking.library.store)
        if video.video_id > asked.after
        and (not allowed or video.workspace in allowed)
        and (asked.status is None or video.status == asked.status)
        and (asked.tag is None or asked.tag in _tags(video))
    )
    page = list(islice(chosen, MOST_VIDEOS + 1))
    told = [_video_told(video, asking.base_url) for video in page[:MOST_VIDEOS]]
    return VideosTold(videos=told, next=told[-1].video_id if len(page) > MOST_VIDEOS else None)


def _known(asking: Asking, video_id: str) -> Video:
    """A video that the caller may see; one of another workspace is as unknown as one that does not exist."""
    video = one_video(asking.library.store, video_id)
    if video is None or not asking.caller.sees(video.workspace):
        raise Refused(f"there is no video {video_id!r} here; list_videos lists them")
    return video


def _between(table: pl.DataFrame, asked: TranscriptAsked) -> Iterator[dict[str, Any]]:
    """The segments that are shown of a time, in order."""
    for row in shown(table).sort("start_s").iter_rows(named=True):
        if row["end_s"] > asked.from_s and (asked.to_s is None or row["start_s"] < asked.to_s):
            yield row


def _first(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """As many as fit into one reading, and one in any case."""
    left = MOST_CHARACTERS
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
        tags=_tags(video),
        play_url=base_url + play_url(video.video_id, 0.0),
    )


def _tags(video: Video) -> list[str]:
    """The names of the folders between the workspace and the file."""
    return list(PurePosixPath(video.object_key).parts[1:-1])
