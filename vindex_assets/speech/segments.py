"""Segments of a transcript: what subtitles and recognisers give, normalised, and as rows of `transcript.parquet`."""

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

    from vindex_assets.media.subtitles.cues import Cue

Source = Literal["asr", "subtitles"]
Progress = Callable[[float], None]

MIN_SEGMENT_S: Final = 0.02  # a segment that its source gives no length can still be jumped to


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


class Recogniser(Protocol):
    """Speech recogniser: turns 16 kHz mono sound into segments.

    `name` is shown to people; `notes` says what its transcriptions had to do without, such as an alignment model.
    """

    name: str
    notes: tuple[str, ...]

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """Transcribe a file; returns its segments in order, none where there is no speech.

        Args:
            audio: 16 kHz mono, in any format that FFmpeg reads.
            language: ISO 639-1 code; None: the recogniser detects it.
            progress: Called with the seconds of sound done.

        Raises:
            Permanent: the recogniser cannot take this sound.
        """
        ...


def from_cues(cues: Iterable[Cue], *, language: str | None) -> list[Segment]:
    """One segment per subtitle cue, with the times of words that the subtitles state."""
    return [
        Segment(
            start_s=cue.start_s,
            end_s=cue.end_s,
            text=cue.text.replace("\n", " "),
            source="subtitles",
            language=language,
            speaker=cue.speaker,
            words=tuple(Word(word.text, word.start_s, word.end_s) for word in cue.words),
        )
        for cue in cues
    ]


def normalize_segments(segments: Iterable[Segment], *, duration_s: float) -> list[Segment]:
    """Segments in order of time, inside the video, in plain text, all their words timed and monotonic.

    Segments without text and those that lie outside the video are dropped.
    """
    inside = (
        segment
        for segment in segments
        if normalize_text(segment.text) and segment.start_s < duration_s and segment.end_s >= 0.0
    )
    normalized = (_normalize_segment(segment, duration_s) for segment in inside)
    return sorted(normalized, key=lambda segment: (segment.start_s, segment.end_s))


def _normalize_segment(segment: Segment, duration_s: float) -> Segment:
    start_s = max(0.0, segment.start_s)
    end_s = min(max(segment.end_s, start_s + MIN_SEGMENT_S), duration_s)
    clipped = replace(segment, start_s=start_s, end_s=end_s, text=normalize_text(segment.text))
    words = [replace(word, text=text) for word in segment.words if (text := normalize_text(word.text))]
    timed = interpolate_words(words, start_s=start_s, end_s=end_s) if words else spread_words(clipped)
    return replace(clipped, words=_monotonic(timed, start_s, end_s))


def _monotonic(words: Sequence[Word], start_s: float, end_s: float) -> tuple[Word, ...]:
    """Words inside the segment, each ending before the next one begins."""
    starts = list(accumulate((min(max(word.start_s, start_s), end_s) for word in words), max))
    limits = [*starts[1:], end_s]
    return tuple(
        replace(word, start_s=start, end_s=min(max(word.end_s, start), limit))
        for word, start, limit in zip(words, starts, limits, strict=True)
    )


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


def subsegment(segment: Segment, words: Sequence[Word]) -> Segment:
    """The part of a segment that holds some of its words, at least one, with their text and times."""
    separator = " " if " " in segment.text else ""  # Japanese and others write none
    text = separator.join(word.text for word in words)
    return replace(segment, text=text, words=tuple(words), start_s=words[0].start_s, end_s=words[-1].end_s)


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
