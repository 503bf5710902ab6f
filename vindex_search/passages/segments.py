"""Segments of a transcript and their words, as values and as rows of `transcript.parquet`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import polars as pl

Source = Literal["asr", "subtitles"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its times in seconds; `score` is its confidence, 0 to 1.

    None: nobody measured it, as the times are estimated, or subtitles state them.
    """

    text: str
    start_s: float
    end_s: float
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech as its source gives it: a subtitle cue, an utterance. Times in seconds."""

    start_s: float
    end_s: float
    text: str
    source: Source
    language: str | None = None
    speaker: str | None = None
    confidence: float | None = None
    words: tuple[Word, ...] = ()


def interpolate_words(words: Iterable[Word], *, start_s: float, end_s: float) -> tuple[Word, ...]:
    """Give times to the words that have NaN: they share the gap between their timed neighbours by their lengths.

    segment   |start_s                                       end_s|
    before    |  high    NaN    NaN              noon      NaN    |
    after     |  high |  water  | at           | noon |    today  |
    """
    timed: list[Word] = []
    untimed: list[Word] = []
    gap_start_s = start_s
    for word in words:
        if math.isnan(word.start_s) or math.isnan(word.end_s):
            untimed.append(word)
            continue
        timed.extend(_share_gap(untimed, gap_start_s, word.start_s))
        timed.append(word)
        gap_start_s, untimed = word.end_s, []
    return (*timed, *_share_gap(untimed, gap_start_s, end_s))


def spread_words(segment: Segment) -> tuple[Word, ...]:
    """Words of a segment without word times: each gets a share of its time by its length, and no score."""
    words = [Word(text, math.nan, math.nan) for text in segment.text.split()]
    return interpolate_words(words, start_s=segment.start_s, end_s=segment.end_s)


def _share_gap(words: Sequence[Word], start_s: float, end_s: float) -> Iterator[Word]:
    """Words one after the other over a gap, each as long as its letters, with a letter's length between them."""
    letters = sum(len(word.text) + 1 for word in words)
    seconds_per_letter = max(0.0, end_s - start_s) / max(1, letters)
    word_start_s = start_s
    for word in words:
        yield replace(word, start_s=word_start_s, end_s=word_start_s + len(word.text) * seconds_per_letter)
        word_start_s += (len(word.text) + 1) * seconds_per_letter


def to_table(segments: Sequence[Segment]) -> pl.DataFrame:
    """Segments as a table of TRANSCRIPT_SCHEMA; no speech is an empty table."""
    import polars as pl

    from vindex_search.contract.tables import TRANSCRIPT_SCHEMA

    rows = [{**_to_row(segment), "segment": number} for number, segment in enumerate(segments)]
    return pl.DataFrame(rows, schema=TRANSCRIPT_SCHEMA)


def _to_row(segment: Segment) -> dict[str, Any]:
    words = [{name: getattr(word, name) for name in Word.__dataclass_fields__} for word in segment.words]
    return {**{name: getattr(segment, name) for name in Segment.__dataclass_fields__}, "words": words}


def from_table(table: pl.DataFrame) -> list[Segment]:
    """The segments that `to_table` wrote."""
    return [from_row(row) for row in table.iter_rows(named=True)]


def from_row(row: Mapping[str, Any]) -> Segment:
    """The segment of a table's row, or of what `dataclasses.asdict` made of one."""
    fields = {name: row[name] for name in Segment.__dataclass_fields__}
    return Segment(**{**fields, "words": tuple(Word(**word) for word in row["words"])})
