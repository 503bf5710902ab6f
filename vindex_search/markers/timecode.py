"""SMPTE timecode: numbers of frames as HH:MM:SS:FF, and back.

At 29.97 and 59.94 frames a second a count of 30 or 60 falls behind the clock by 3.6 s an hour. Drop-frame timecode
leaves out the first 2 (or 4) numbers of each minute but every tenth, and no frame; it has a `;` before the frames.

    frame  1799       1800        17981       17982
    29.97  00:00:59;29 00:01:00;02 00:09:59;29 00:10:00;00

Source: SMPTE ST 12-1. A day has 24 hours: what is beyond starts again at zero, as on tape.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from vindex_search.markers.rates import drops_frames

TIMECODE: Final = re.compile(r"(\d\d):(\d\d):(\d\d)([:;])(\d\d)")
DROPPED_SHARE: Final = 15  # of 30 numbers 2, of 60 numbers 4
HOURS_A_DAY: Final = 24


def to_timecode(frame: int, rate: Fraction) -> str:
    """The timecode of a frame, counted from 0; with drop frames where the rate has them."""
    base, dropped = _base(rate), _dropped(rate)
    tens, rest = divmod(frame % frames_a_day(rate), _frames_in_ten_minutes(rate))
    minutes_begun = max(0, rest - dropped) // (base * 60 - dropped)  # of these ten, with numbers left out
    number = tens * base * 600 + rest + dropped * minutes_begun
    seconds, frames = divmod(number, base)
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}{';' if dropped else ':'}{frames:02}"


def from_timecode(text: str, rate: Fraction) -> int:
    """The number of a frame from its timecode.

    Raises:
        ValueError: it is none at this rate: malformed, or a number that is left out.
    """
    match = TIMECODE.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no timecode; allowed is HH:MM:SS:FF, with drop frames HH:MM:SS;FF")
    hours, minutes, seconds, frames = (int(match[group]) for group in (1, 2, 3, 5))
    total = hours * 60 + minutes
    frame = (total * 60 + seconds) * _base(rate) + frames - _dropped(rate) * (total - total // 10)
    if frame < 0 or to_timecode(frame, rate) != text:
        raise ValueError(f"{text!r} is no timecode at {float(rate):.3f} frames a second")
    return frame


def frames_a_day(rate: Fraction) -> int:
    """How many frames have a timecode of their own."""
    return _frames_in_ten_minutes(rate) * 6 * HOURS_A_DAY


def _base(rate: Fraction) -> int:
    """Numbers of frames to a second of timecode."""
    return round(rate)


def _dropped(rate: Fraction) -> int:
    """Numbers that are left out a minute."""
    return _base(rate) // DROPPED_SHARE if drops_frames(rate) else 0


def _frames_in_ten_minutes(rate: Fraction) -> int:
    return _base(rate) * 600 - 9 * _dropped(rate)
