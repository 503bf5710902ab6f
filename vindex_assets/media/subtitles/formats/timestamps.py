"""Times as subtitle files have them, as seconds."""

from __future__ import annotations

import re
from typing import Final

FIELDS: Final = 4  # hours, minutes, seconds, fraction: groups of each expression below
# WebVTT's, with what converters from SubRip leave: commas, and fractions of one or two digits.
WEBVTT: Final = r"(?:([0-9]{1,6}):)?([0-5][0-9]):([0-5][0-9])(?:[.,]([0-9]{1,3}))?(?![0-9])(?![.,:][0-9])"
# SubRip has no specification: single digits, spaces around the marks and a colon before the fraction occur.
SUBRIP: Final = r"(?:([0-9]{1,6}) ?: ?)?([0-9]{1,2}) ?: ?([0-9]{1,2})(?: ?[.,:] ?([0-9]{1,3}))?(?![0-9])(?![.,:][0-9])"
ARROW: Final = r"(?:-{1,3} ?>|[-–—=]{1,2}>|→)"


def seconds(fields: tuple[str | None, ...]) -> float:
    """Seconds of what the groups of WEBVTT or SUBRIP match."""
    hours, minutes, whole, fraction = fields
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole or 0)
    return float(f"{total}.{fraction or 0}")  # a sum of floats would be a bit off


def interval(timing: re.Match[str]) -> tuple[float, float]:
    """Start and end of a match of two times."""
    fields = timing.groups()
    return seconds(fields[:FIELDS]), seconds(fields[FIELDS : 2 * FIELDS])
