"""Roll-up captions: each cue repeats the lines above its new one; here each line is said once, where it appears.

shown   0-2 a    2-4 a    4-6 b    6-6.01 c        YouTube also shows the line that has just been said for
                     b        c                    some milliseconds alone; such a flash adds nothing
said    0-2 a    2-4 b    4-6 c
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from vindex_assets.media.subtitles.cues import Cue

ADJACENT_S: Final = 0.1  # cues with a smaller gap follow each other directly
FLASH_S: Final = 0.05  # nobody reads what is shown for so short
MAX_ROLL_LINES: Final = 8  # of a cue that are looked for in the one before it; roll-up captions have two to four


def merge_repetitions(cues: Iterable[Cue]) -> list[Cue]:
    """Cues without the lines that the cue before has shown; one that adds none lengthens the line shown before.

    Args:
        cues: Plain, with text, in order of time.
    """
    said: list[Cue] = []
    shown: Cue | None = None
    for cue in cues:
        new = _without_first_lines(cue, _repeated_lines(shown, cue)) if shown else cue
        shown = cue
        if new.text:
            said.append(new)
        elif cue.end_s - said[-1].end_s > FLASH_S:
            said[-1] = replace(said[-1], end_s=cue.end_s)
    return said


def _repeated_lines(before: Cue, cue: Cue) -> int:
    """How many lines a cue begins with that the cue before it ended with."""
    if cue.start_s > before.end_s + ADJACENT_S or cue.speaker != before.speaker:
        return 0
    earlier, lines = before.text.split("\n"), cue.text.split("\n")
    counts = range(1, min(len(earlier), MAX_ROLL_LINES) + 1)
    return max((n for n in counts if earlier[-n:] == lines[:n]), default=0)


def _without_first_lines(cue: Cue, count: int) -> Cue:
    lines = cue.text.split("\n")
    dropped_words = sum(len(line.split()) for line in lines[:count])
    return replace(cue, text="\n".join(lines[count:]), words=cue.words[dropped_words:])
