"""Subtitles as a transcript: somebody has listened already, and better than any recogniser."""

from __future__ import annotations

from collections.abc import Iterable

from vindex_assets.media.subtitles.read import Cue
from vindex_assets.speech.segments import Segment


def from_cues(cues: Iterable[Cue], *, language: str | None) -> list[Segment]:
    """One segment a cue; words get their times from the cue's by their letters."""
    return [
        Segment(cue.start_s, cue.end_s, cue.text.replace("\n", " "), "subtitles", language, cue.speaker) for cue in cues
    ]
