"""What a recogniser gives, and how its segments become `transcript.parquet`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from vindex_search.common.text import normalize_text

if TYPE_CHECKING:
    import polars as pl

Source = Literal["asr", "subtitles"]
Progress = Callable[[float], None]

SHORTEST_S: Final = 0.02  # a word that a recogniser gives no length still can be jumped to


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its times in seconds; `score`, 0 to 1, is how well it was heard, None where the times are a guess."""

    text: str
    start_s: float
    end_s: float
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech as its source gives it: a subtitle, an utterance."""

    start_s: float
    end_s: float
    text: str
    source: Source
    language: str | None = None
    speaker: str | None = None
    confidence: float | None = None
    words: tuple[Word, ...] = ()


class Recogniser(Protocol):
    """Turns 16 kHz mono sound into segments; `notes` says what it had to do without."""

    name: str
    notes: tuple[str, ...]

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """What is said, in order; empty where nothing is.

        Args:
            audio: 16 kHz mono, in any format that FFmpeg reads.
            language: ISO 639-1 code where it is known.
            progress: Called with the seconds of audio done.

        Raises:
            Permanent: the recogniser cannot take this audio.
        """
        ...


def normalize_segments(segments: Iterable[Segment], *, duration_s: float) -> list[Segment]:
    """Segments in order, inside the video, without empty ones, in plain text, their words monotonic and all timed."""
    heard = (one for one in segments if normalize_text(one.text) and one.start_s < duration_s and one.end_s >= 0.0)
    return sorted((_plain(one, duration_s) for one in heard), key=lambda one: (one.start_s, one.end_s))


def _plain(segment: Segment, duration_s: float) -> Segment:
    start = max(0.0, segment.start_s)
    end = min(max(segment.end_s, start + SHORTEST_S), duration_s)
    whole = replace(segment, start_s=start, end_s=end, text=normalize_text(segment.text))
    words = [replace(word, text=text) for word in segment.words if (text := normalize_text(word.text))]
    timed = interpolate_words(words, start_s=start, end_s=end) if words else spread_words(whole)
    return replace(whole, words=_monotonic(timed, start, end))


def _monotonic(words: Sequence[Word], start_s: float, end_s: float) -> tuple[Word, ...]:
    """Words inside the segment, each ending before the next begins."""
    starts = list(accumulate((min(max(word.start_s, start_s), end_s) for word in words), max))
    limits = [*starts[1:], end_s]
    return tuple(
        replace(word, start_s=start, end_s=min(max(word.end_s, start), limit))
        for word, start, limit in zip(words, starts, limits, strict=True)
    )


def interpolate_words(words: Iterable[Word], *, start_s: float, end_s: float) -> tuple[Word, ...]:
    """The words of a segment, those whose times are NaN sharing the gap between their neighbours by their letters."""
    made: list[Word] = []
    waiting: list[Word] = []
    at = start_s
    for word in words:
        if math.isnan(word.start_s) or math.isnan(word.end_s):
            waiting.append(word)
            continue
        made.extend((*_shared(waiting, at, word.start_s), word))
        at, waiting = word.end_s, []
    return (*made, *_shared(waiting, at, end_s))


def spread_words(segment: Segment) -> tuple[Word, ...]:
    """Words of a segment that has no times for them: each gets a share of the time by its letters, and no score."""
    words = [Word(text, math.nan, math.nan) for text in segment.text.split()]
    return interpolate_words(words, start_s=segment.start_s, end_s=segment.end_s)


def _shared(words: Sequence[Word], start_s: float, end_s: float) -> Iterator[Word]:
    letters = sum(len(word.text) + 1 for word in words)
    rate = max(0.0, end_s - start_s) / max(1, letters)
    at = start_s
    for word in words:
        yield replace(word, start_s=at, end_s=at + len(word.text) * rate)
        at += (len(word.text) + 1) * rate


def subsegment(segment: Segment, words: Sequence[Word]) -> Segment:
    """A part of a segment: some of its words, at least one, with their text and times."""
    between = " " if " " in segment.text else ""  # Japanese and others set none
    text = between.join(word.text for word in words)
    return replace(segment, text=text, words=tuple(words), start_s=words[0].start_s, end_s=words[-1].end_s)


def to_table(segments: Sequence[Segment]) -> pl.DataFrame:
    """Rows of TRANSCRIPT_SCHEMA; no speech is an empty table."""
    import polars as pl

    from vindex_search.contract.tables import TRANSCRIPT_SCHEMA

    rows = [{**_row(segment), "segment": number} for number, segment in enumerate(segments)]
    return pl.DataFrame(rows, schema=TRANSCRIPT_SCHEMA)


def _row(segment: Segment) -> dict[str, Any]:
    words = [{name: getattr(word, name) for name in Word.__dataclass_fields__} for word in segment.words]
    return {**{name: getattr(segment, name) for name in Segment.__dataclass_fields__}, "words": words}


def from_table(table: pl.DataFrame) -> list[Segment]:
    """The segments that `to_table` wrote."""
    return [from_row(row) for row in table.iter_rows(named=True)]


def from_row(row: Mapping[str, Any]) -> Segment:
    """The segment of a row, or of what `dataclasses.asdict` made of it."""
    plain = {name: row[name] for name in Segment.__dataclass_fields__}
    return Segment(**{**plain, "words": tuple(Word(**word) for word in row["words"])})
