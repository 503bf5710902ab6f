"""Finds the line that a correction is about, by time and text, also after a re-run or with another recogniser. Pure.

A line matches that overlaps the anchor (some seconds of tolerance: recognisers differ in where a line begins) and whose
text is the one that was corrected, or the correction itself, or nearly one of them. A line that was cut in two, or
joined with another, is none: the correction would then say some words twice, or lose some.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from vindex_search.common.text import normalize_text
from vindex_search.contract.corrections.correction import Correction

TOLERANCE_S: Final = 2.0  # between the line and its anchor
# Of characters in common, twice their number by the length of both: a half of a line has at most 0.67 of the whole.
MIN_LIKENESS: Final = 0.75


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: its row, its times in seconds and its text."""

    row: int
    start_s: float
    end_s: float
    text: str


def find_line(correction: Correction, lines: Iterable[Line]) -> Line | None:
    """The line that a correction with times is about; None where no line is like it.

    Of several that are equally like it, the one whose middle is nearest to the anchor's.
    """
    near = [line for line in lines if _gap_s(correction, line) <= TOLERANCE_S]
    rated = [(_likeness(correction, line.text), -_distance_s(correction, line), -line.row, line) for line in near]
    best = max(rated, key=lambda one: one[:3], default=None)
    return best[3] if best and best[0] >= MIN_LIKENESS else None


def is_same_text(text: str, other: str) -> bool:
    """Whether two texts differ by white space and forms of characters at most."""
    return _plain(text) == _plain(other)


def _likeness(correction: Correction, text: str) -> float:
    """1 for the text that was there and for the correction, less for texts that are like one of them."""
    texts = (correction.before, correction.after) if correction.kind != "line_speaker" else (correction.before,)
    return max(_ratio(_plain(one), _plain(text)) for one in texts)


def _ratio(first: str, second: str) -> float:
    if first == second:
        return 1.0
    matcher = SequenceMatcher(None, first.casefold(), second.casefold(), autojunk=False)
    return min(matcher.ratio(), 0.999) if matcher.real_quick_ratio() >= MIN_LIKENESS else 0.0


def _plain(text: str) -> str:
    return " ".join(normalize_text(text).split())


def _gap_s(correction: Correction, line: Line) -> float:
    start_s, end_s = correction.start_s or 0.0, correction.end_s or 0.0
    return max(0.0, line.start_s - end_s, start_s - line.end_s)


def _distance_s(correction: Correction, line: Line) -> float:
    return abs((correction.start_s or 0.0) + (correction.end_s or 0.0) - line.start_s - line.end_s) / 2
