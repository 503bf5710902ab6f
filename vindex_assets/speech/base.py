"""What a recogniser gives, and how its segments become `transcript.parquet`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

if TYPE_CHECKING:
    import polars as pl

Source = Literal["asr", "subtitles"]
Progress = Callable[[float], None]

SHORTEST_S: Final = 0.02  # a word that a recogniser gives no length still can be jumped to


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its times in seconds; `score` from 0 to 1 where the recogniser says how sure it is."""

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
    """Turns 16 kHz mono FLAC into segments."""

    name: str

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """What is said, in order; empty where nothing is.

        Args:
            audio: 16 kHz mono FLAC.
            language: ISO 639-1 code where it is known.
            progress: Called with the seconds of audio done.

        Raises:
            Permanent: the recogniser cannot take this audio.
        """
        ...


def tidy(segments: Iterable[Segment], *, duration_s: float) -> list[Segment]:
    """Segments in order, inside the video, without empty ones, their words monotonic and every one timed."""
    plain = (_plain(segment, duration_s) for segment in segments)
    kept = [segment for segment in plain if segment.text and segment.start_s < duration_s]
    return sorted(kept, key=lambda segment: (segment.start_s, segment.end_s))


def _plain(segment: Segment, duration_s: float) -> Segment:
    start = min(max(0.0, segment.start_s), duration_s)
    end = min(max(segment.end_s, start + SHORTEST_S), duration_s)
    whole = replace(segment, start_s=start, end_s=end, text=" ".join(segment.text.split()))
    return replace(whole, words=_monotonic(segment.words or spread(whole), start, end))


def _monotonic(words: Sequence[Word], start: float, end: float) -> tuple[Word, ...]:
    """Words inside the segment, none before the end of the one before it."""
    made: list[Word] = []
    at = start
    for word in words:
        begins = min(max(word.start_s, at), end)
        ends = min(max(word.end_s, begins), end)
        made.append(replace(word, start_s=begins, end_s=ends))
        at = begins
    return tuple(made)


def spread(segment: Segment) -> tuple[Word, ...]:
    """Words of a segment that has no times for them: each gets a share of the time by its letters, and no score."""
    texts = segment.text.split()
    letters = sum(len(text) + 1 for text in texts) or 1
    rate = (segment.end_s - segment.start_s) / letters
    made: list[Word] = []
    at = segment.start_s
    for text in texts:
        made.append(Word(text, at, at + len(text) * rate))
        at += (len(text) + 1) * rate
    return tuple(made)


def to_table(segments: Sequence[Segment]) -> pl.DataFrame:
    """Rows of TRANSCRIPT_SCHEMA; no speech is an empty table."""
    import polars as pl

    from vindex_search.schemas import TRANSCRIPT_SCHEMA

    rows = [{**_row(segment), "segment": number} for number, segment in enumerate(segments)]
    return pl.DataFrame(rows, schema=TRANSCRIPT_SCHEMA)


def _row(segment: Segment) -> dict[str, Any]:
    words = [{name: getattr(word, name) for name in Word.__dataclass_fields__} for word in segment.words]
    return {**{name: getattr(segment, name) for name in Segment.__dataclass_fields__}, "words": words}


def from_table(table: pl.DataFrame) -> list[Segment]:
    """The segments that `to_table` wrote."""
    names = Segment.__dataclass_fields__
    return [
        Segment(**{**{name: row[name] for name in names}, "words": tuple(Word(**word) for word in row["words"])})
        for row in table.iter_rows(named=True)
    ]
