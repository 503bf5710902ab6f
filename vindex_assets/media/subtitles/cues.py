"""Cues: what subtitles say, and when."""

from __future__ import annotations

from collections.abc import Mapping
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
