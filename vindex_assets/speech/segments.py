"""Segments of a transcript: what subtitles and recognisers give, normalised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from vindex_search.common.text import normalize_text
from vindex_search.passages.segments import Segment, Word, interpolate_words, spread_words

if TYPE_CHECKING:
    from vindex_assets.media.subtitles.cues import Cue

Progress = Callable[[float], None]

MIN_SEGMENT_S: Final = 0.02  # a segment that its source gives no length can still be jumped to


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


def subsegment(segment: Segment, words: Sequence[Word]) -> Segment:
    """The part of a segment that holds some of its words, at least one, with their text and times."""
    separator = " " if " " in segment.text else ""  # Japanese and others write none
    text = separator.join(word.text for word in words)
    return replace(segment, text=text, words=tuple(words), start_s=words[0].start_s, end_s=words[-1].end_s)
