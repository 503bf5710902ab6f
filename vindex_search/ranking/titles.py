"""Title queries: a query that names a chapter is answered by that chapter, from its start.

A query names a chapter where each has the other's words: the title every word of the query, and the query enough of the
title's. Such chapters come before all other moments, with what was found in them as evidence; any other query is
answered as if there were no chapters. Searched alone (`channels=chapter`), the nearest titles are the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from vindex_search.contract.ids import CHANNELS
from vindex_search.index.types import Hit
from vindex_search.models.encoders import Match
from vindex_search.ranking.exact_match import TextTest
from vindex_search.ranking.fusion import RankedHit
from vindex_search.ranking.moments import Moment

MIN_NAMED_SHARE: Final = 0.6  # of a title's words: two of three; a word of a long title is a word, no title
MAX_TITLES: Final = 3  # chapters that lead an answer: a title that many videos have ("Introduction") names none
TITLE_WEIGHT: Final = 1.0  # as the channels of texts


class TitleTests(NamedTuple):
    """What a title is compared with the query by.

    Attributes:
        has_every_word: Whether a text has every word of the query.
        matches: The words of a text that the query has.
        word_count: How many words a text has, but the stop words.
    """

    has_every_word: TextTest
    matches: Callable[[str], Sequence[Match]]
    word_count: Callable[[str], int]

    def names(self, hit: Hit) -> bool:
        """Whether the query names the chapter of a hit."""
        title = hit.text or ""
        named, words = len(self.matches(title)), self.word_count(title)
        return self.has_every_word(title) and named >= MIN_NAMED_SHARE * words


def named_chapters(titles: Sequence[Hit], tests: TitleTests) -> list[Hit]:
    """The hits of the channel `chapter` that the query names, best first; none where they are too many."""
    named = [hit for hit in titles if tests.names(hit)]
    return named if len(named) <= MAX_TITLES else []


def with_chapters(moments: Sequence[Moment], chapters: Sequence[Hit]) -> list[Moment]:
    """The chapters as moments, best first, then those of `moments` that lie in none of them, cut at their ends."""
    best = max((moment.score for moment in moments), default=0.0)
    others, leading = list(moments), list[Moment]()
    for rank, hit in enumerate(chapters, start=1):
        inside = [moment for moment in others if _is_in(moment, hit)]
        others = [_outside(moment, hit) for moment in others if not _is_in(moment, hit)]
        leading.append(_chapter_moment(RankedHit(hit, rank, TITLE_WEIGHT), inside, best))
    return [*leading, *others]


def _chapter_moment(title: RankedHit, inside: Sequence[Moment], best: float) -> Moment:
    hit = title.hit
    evidence = (title, *dict.fromkeys(one for moment in inside for one in moment.evidence))
    channels = {hit.channel, *(channel for moment in inside for channel in moment.channels)}
    return Moment(
        video_id=hit.video_id,
        workspace=hit.workspace,
        start_s=hit.start_s,
        end_s=hit.end_s,
        score=best + title.share,
        channels=tuple(channel for channel in CHANNELS if channel in channels),
        evidence=evidence,
    )


def _is_in(moment: Moment, chapter: Hit) -> bool:
    """Whether a moment has its middle in a chapter."""
    middle = (moment.start_s + moment.end_s) / 2
    return moment.video_id == chapter.video_id and chapter.start_s <= middle < chapter.end_s


def _outside(moment: Moment, chapter: Hit) -> Moment:
    """A moment without what a chapter has of it; its middle is outside, so that something is left."""
    is_apart = moment.end_s <= chapter.start_s or chapter.end_s <= moment.start_s
    if moment.video_id != chapter.video_id or is_apart:
        return moment
    if (moment.start_s + moment.end_s) / 2 < chapter.start_s:
        return replace(moment, end_s=chapter.start_s)
    return replace(moment, start_s=chapter.end_s)
