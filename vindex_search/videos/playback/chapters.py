"""The chapters of a video as they are shown: read from its artefact, and written as a WebVTT chapter file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from vindex_search.common.clock_time import webvtt_time
from vindex_search.common.text import visible
from vindex_search.contract.artefacts import CHAPTERS
from vindex_search.contract.chapters import CHAPTER_ORIGINS, MADE_ORIGINS, Chapter, ChapterOrigin, Chapters
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store


@dataclass(frozen=True, slots=True)
class ChapterList:
    """The chapters of a video and where they come from; `origin` is None where it has none."""

    chapters: Chapters
    origin: ChapterOrigin | None

    @property
    def is_made(self) -> bool:
        """Whether vindex parted the film, and no person did."""
        return self.origin in MADE_ORIGINS


def read_chapters(store: Store, video_id: str, stamp: Stamp) -> ChapterList:
    """The chapters of a video.

    Args:
        store: Of the active model set.
        video_id: Which.
        stamp: That of its chapters.
    """
    table = store.read_table(video_id, CHAPTERS, columns=["text", "start_s", "end_s"])
    chapters = tuple(Chapter(*row) for row in table.iter_rows())
    origin = stamp.note.get("origin")
    return ChapterList(chapters, cast(ChapterOrigin, origin) if origin in CHAPTER_ORIGINS and chapters else None)


def to_chapters_vtt(found: ChapterList) -> str:
    """A WebVTT chapter file, as `<track kind="chapters">` and players read it."""
    cues = [
        f"{number}\n{webvtt_time(one.start_s)} --> {webvtt_time(one.end_s)}\n{_title(one.title)}\n"
        for number, one in enumerate(found.chapters, start=1)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _title(title: str) -> str:
    """A title on one line that is no markup and no line of times."""
    return visible(title).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
