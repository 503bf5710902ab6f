"""Where a curve over time stands out: windows of several lengths, compared by contrast. Pure numpy.

The contrast of a window is the mean inside minus the mean outside, times its length to a power: with none the single
highest second always wins, with one half it is the likelihood ratio of a step in noise (the scan statistic).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]

LENGTHS_S: Final = (10, 20, 30, 45, 60, 80, 120, 160, 200, 240, 320, 400, 480)  # from a sentence to a chapter
LENGTH_POWER: Final = 0.6  # tuned on half of the lecture set, docs/decisions/006
SMOOTHING_S: Final = 15  # a gap of a sentence between two passages does not end a moment
# Seconds of the curve's own mean that are added to what lies outside a window: in a short video a window over nearly
# all of it would else be held against the few seconds that are left.
PRIOR_S: Final = 60


def deviations(curve: Curve) -> Curve:
    """The curve in standard deviations from its mean; zeros where it is flat."""
    deviation = curve.std()
    found: Curve = (curve - curve.mean()) / deviation if deviation > 1e-9 else np.zeros_like(curve)
    return found


def smoothed(curve: Curve) -> Curve:
    """The curve with each second the weighted mean of those around it; as it is where it is too short."""
    if len(curve) < SMOOTHING_S:
        return curve
    kernel = np.hanning(SMOOTHING_S + 2)[1:-1]
    padded = np.pad(curve, SMOOTHING_S // 2, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")


def best_window(curve: Curve, around: int) -> tuple[int, int, float]:
    """First second, end and contrast of the window that stands out most among those that hold second `around`."""
    sums = np.concatenate([[0.0], np.cumsum(curve)])
    length = len(curve)
    best = (0, length, -np.inf)
    for window in sorted({min(window, length) for window in LENGTHS_S}):
        first, last = max(0, around - window + 1), min(around, length - window)
        inside = sums[first + window : last + window + 1] - sums[first : last + 1]
        outside = (sums[-1] - inside + PRIOR_S * sums[-1] / length) / (length - window + PRIOR_S)
        contrast = (inside / window - outside) * window**LENGTH_POWER
        at = int(np.argmax(contrast))
        if contrast[at] > best[2] + 1e-9:
            best = (first + at, first + at + window, float(contrast[at]))
    return best
