"""Frame rates as fractions: those that timelines may have, and which of them fits a video.

A video's rate is measured and rounded (29.97); a timeline has one of a few exact ones (30000/1001). A film of variable
frame rate is counted at the rate that its container declares, as editing programs conform it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

NTSC: Final = Fraction(1000, 1001)
DEFAULT: Final = Fraction(25)  # of a timeline of sound alone
# Rates of timelines in all editing programs that read our formats, the usual ones first among equals.
TIMELINE_RATES: Final = (
    *(24 * NTSC, Fraction(24), Fraction(25), 30 * NTSC, Fraction(30)),
    *(48 * NTSC, Fraction(48), Fraction(50), 60 * NTSC, Fraction(60)),
)
DROPPING: Final = frozenset({30 * NTSC, 60 * NTSC})  # SMPTE 12-1 defines drop frames for these two
SAME: Final = Fraction(1, 5000)  # apart by less: 29.97 and 30000/1001, never 24 and 24000/1001, which are 1/1000 apart


def timeline_rate(fps: float | None) -> Fraction:
    """The rate of a timeline for a video: its own, a multiple of it, or the nearest.

    Args:
        fps: Frames a second, as measured; None: it has no pictures, or nobody knows.
    """
    if not fps or fps <= 0:
        return DEFAULT
    exact = Fraction(fps)
    multiples = (rate for rate in TIMELINE_RATES if _is_multiple(rate, exact))
    return next(multiples, None) or min(TIMELINE_RATES, key=lambda rate: abs(rate - exact))


def drops_frames(rate: Fraction) -> bool:
    """Whether timecode at this rate leaves out numbers, so that it keeps up with the clock."""
    return rate in DROPPING


def nearest_frame(seconds: float, rate: Fraction) -> int:
    """The frame whose start is nearest to a time."""
    return int(Fraction(seconds) * rate + Fraction(1, 2))


def _is_multiple(rate: Fraction, of: Fraction) -> bool:
    times = round(rate / of)
    return times >= 1 and abs(rate - times * of) < rate * SAME
