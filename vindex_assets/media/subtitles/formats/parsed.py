"""What a parser gives: cues, and the lines that it could not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.limits import MAX_CUES, UnreadableSubtitles, require_short

MAX_QUOTED: Final = 80  # characters of a line that are shown to people


@dataclass(frozen=True, slots=True)
class SkippedLine:
    """A line that should have a cue's times and has none that make sense; `number` counts from 1."""

    number: int
    text: str


@dataclass(slots=True)
class ParsedSubtitles:
    """Cues in the order of their file, still with markup, and what was skipped.

    `language`: the one that the file itself states.
    """

    cues: list[Cue] = field(default_factory=list)
    skipped: list[SkippedLine] = field(default_factory=list)
    language: str | None = None

    def skip(self, number: int, line: str) -> None:
        """Note that a line cannot be read."""
        self.skipped.append(SkippedLine(number, line.strip()[:MAX_QUOTED]))
        self._require_bounded()

    def add(self, cue: Cue, *, number: int, line: str) -> None:
        """Add a cue whose times stand in a line; one that ends before it begins is shown by no player."""
        require_short(cue.text)
        if cue.end_s > cue.start_s:
            self.cues.append(cue)
            self._require_bounded()
        else:
            self.skip(number, line)

    def _require_bounded(self) -> None:
        if len(self.cues) + len(self.skipped) > MAX_CUES:
            raise UnreadableSubtitles(f"it has more than {MAX_CUES:,} cues")
