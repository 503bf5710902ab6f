"""Cues, and their normalisation: styling removed, voices split, lines that roll-up captions repeat said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class CueWord:
    """A word whose times the subtitles state, in player seconds."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle: start and end in player seconds, plain text, and the speaker where one is named.

    `words`: all words of the text with their times, where the subtitles state them; else none.
    """

    start_s: float
    end_s: float
    text: str
    speaker: str | None = None
    words: tuple[CueWord, ...] = ()

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of `dataclasses.asdict`."""
        return cls(**{**values, "words": tuple(CueWord(**word) for word in values["words"])})


def normalize_cues(cues: Iterable[Cue]) -> list[Cue]:
    """Cues in order of time, without markup and empty cues, one per voice, each line of a roll-up caption once."""
    from vindex_assets.media.subtitles.markup import plain_cues
    from vindex_assets.media.subtitles.roll_up import merge_repetitions

    plain = (part for cue in cues for part in plain_cues(cue))
    shown = [cue for cue in plain if cue.text and cue.end_s > cue.start_s]
    return merge_repetitions(sorted(shown, key=lambda cue: (cue.start_s, cue.end_s)))
