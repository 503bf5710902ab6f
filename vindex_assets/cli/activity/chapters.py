"""`vindex chapters`: the chapters of a video, as the HTTP API answers them, as lines or as a WebVTT file."""

from __future__ import annotations

from typing import Final

from vindex_search.api.schemas.chapters import ChaptersOut, chapters_out
from vindex_search.common.clock_time import player_time
from vindex_search.common.text import visible
from vindex_search.contract.artefacts import CHAPTERS
from vindex_search.models.active_set import library_store
from vindex_search.settings import settings
from vindex_search.videos.playback.chapters import ChapterList, read_chapters, to_chapters_vtt
from vindex_search.videos.video import Video, get_video

ORIGINS: Final = {
    "file": "of the file",
    "sidecar": "of a chapter file",
    "slides": "made of the titles of slides",
    "topics": "made by topic",
}


def read_answer(video_id: str) -> ChaptersOut:
    """The chapters of a video.

    Raises:
        ValueError: there is no such video, or its chapters were not looked for yet.
    """
    return chapters_out(*_read(video_id))


def read_vtt(video_id: str) -> str:
    """The chapters of a video as a WebVTT file; errors as those of `read_answer`."""
    return to_chapters_vtt(_read(video_id)[1])


def chapter_lines(answer: ChaptersOut) -> list[str]:
    """Where the chapters come from, then each with its start."""
    if answer.origin is None:
        return [f"{answer.video_id} is one part: no chapters"]
    head = f"{len(answer.chapters)} chapters, {ORIGINS[answer.origin]}"
    return [head, *(f"{player_time(one.start_s):>9}  {visible(one.title)}" for one in answer.chapters)]


def _read(video_id: str) -> tuple[Video, ChapterList]:
    store = library_store(settings())
    video = get_video(store, video_id)
    if video is None:
        raise ValueError(f"there is no video {video_id!r} in the library; `vindex videos` lists them")
    stamp = store.stamp(video_id, CHAPTERS)
    if stamp is None:
        raise ValueError(f"{video_id} has no chapters yet; it is {video.status}")
    return video, read_chapters(store, video_id, stamp)
