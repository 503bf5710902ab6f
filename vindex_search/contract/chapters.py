"""Chapters: named parts of a video that cover it one after another, and where they come from.

Whoever finds chapters (a file's own, a sidecar, slides, topics) gives titles with starts; `chapters_of_marks` makes the
tuple of them that every reader may rely on: in order, without overlaps, none empty, inside the film.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, get_args

ChapterOrigin = Literal["file", "sidecar", "slides", "topics"]
CHAPTER_ORIGINS: Final[tuple[ChapterOrigin, ...]] = get_args(ChapterOrigin)
MADE_ORIGINS: Final[frozenset[ChapterOrigin]] = frozenset({"slides", "topics"})  # by vindex, and shown as such

MIN_CHAPTER_S: Final = 2.0  # a shorter one is a mark that somebody set twice, or that lies behind the end of the film
MAX_CHAPTERS: Final = 2_000  # of a video: an audio book of the Bible has 1,189
MAX_TITLE_LENGTH: Final = 300  # characters, as of the titles of files

Mark = tuple[str, float]  # a title, and where its chapter starts in seconds


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named part of a video: its title on one line, and its start and end in seconds.

    Raises:
        ValueError: the title is empty, has several lines or is too long, or the times are none of a film.
    """

    title: str
    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        """Refuse what no reader could show."""
        if not self.title or self.title != " ".join(self.title.split()) or len(self.title) > MAX_TITLE_LENGTH:
            raise ValueError(f"{self.title[:MAX_TITLE_LENGTH]!r} is no title of a chapter")
        if not (math.isfinite(self.start_s) and math.isfinite(self.end_s) and 0 <= self.start_s < self.end_s):
            raise ValueError(f"a chapter cannot last from {self.start_s} to {self.end_s} seconds")


Chapters = tuple[Chapter, ...]


def chapters_of_marks(marks: Iterable[Mark], duration_s: float) -> Chapters:
    """The chapters that begin at some marks: each lasts until the next one, the last one to the end of the film.

    Marks without a title, with a time that is none, or nearer than MIN_CHAPTER_S to the next one or the end are left
    out. The first chapter begins where its mark says, which may be after the start of the film.
    """
    placed = sorted(_usable(marks), key=lambda mark: mark[1])[:MAX_CHAPTERS]
    starts = [*(start_s for _, start_s in placed), duration_s]
    long = [mark for mark, (start_s, end_s) in zip(placed, pairwise(starts), strict=True) if _is_long(start_s, end_s)]
    bounds = [*(start_s for _, start_s in long), duration_s]
    parts = zip(long, pairwise(bounds), strict=True)
    return tuple(Chapter(title, start_s, end_s) for (title, _), (start_s, end_s) in parts)


def check_chapters(chapters: Sequence[Chapter]) -> None:
    """Return where chapters are in order and do not overlap.

    Raises:
        ValueError: they do.
    """
    for before, after in pairwise(chapters):
        if after.start_s < before.end_s:
            raise ValueError(f"the chapters {before.title!r} and {after.title!r} overlap")


def _usable(marks: Iterable[Mark]) -> Iterable[Mark]:
    for text, start_s in marks:
        title = " ".join(text.split())[:MAX_TITLE_LENGTH].rstrip()
        if title and math.isfinite(start_s):
            yield title, max(0.0, start_s)


def _is_long(start_s: float, end_s: float) -> bool:
    return end_s - start_s >= MIN_CHAPTER_S
