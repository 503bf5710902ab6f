"""Where a curve over time stands out: windows of several lengths, compared by contrast. Pure numpy.

The curve is a kernel regression (Nadaraya, 1964; Watson, 1964) over the points of a video, since one passage alone is a
poor witness of what its minute is about. The contrast of a window is the mean inside minus the mean outside, times the
square root of its length: the likelihood ratio of a step in noise, so that a short peak and a long rise compete fairly
(the scan statistic: Arias-Castro, Donoho and Huo, 2005).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]

LENGTHS_S: Final = np.array([10, 20, 30, 45, 60, 80, 120, 160, 200, 240, 320, 400, 480])  # a sentence to a chapter
WIDTH_S: Final = 12.0  # standard deviation of the kernel; measured in docs/decisions/006, as is the square root
WIDTH_SHARE: Final = 0.02  # of the video, at most: a film of a minute has its subjects closer together
REACH: Final = 4.0  # standard deviations, where the kernel ends
# Seconds of the curve's own mean that are added to what lies outside a window: in a short video a window over nearly
# all of it would else be held against the few seconds that are left.
PRIOR_S: Final = 60


def regression(middles: Curve, scores: Curve, seconds: int) -> Curve:
    """The mean of the scores around each second, weighted by nearness; a second far from all is like its neighbours.

    Args:
        middles: Of the points, in seconds from where the curve begins.
        scores: Of the points.
        seconds: Length of the curve.
    """
    counts = density(middles, np.ones_like(scores), seconds)
    known = np.flatnonzero(counts > np.exp(-0.5 * REACH**2) / 2)
    means = density(middles, scores, seconds)[known] / counts[known]
    found: Curve = np.interp(np.arange(seconds), known, means) if len(known) else np.zeros(seconds)
    return found


def density(middles: Curve, scores: Curve, seconds: int) -> Curve:
    """The sum of the scores around each second, weighted by nearness: where only what was found is known."""
    places = np.clip(middles.astype(np.intp), 0, seconds - 1)
    grid = np.bincount(places, weights=scores, minlength=seconds)
    width = min(WIDTH_S, max(1.0, WIDTH_SHARE * seconds))
    reach = int(np.ceil(REACH * width))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    return np.convolve(np.pad(grid, reach), kernel, mode="valid")


def deviations(curve: Curve) -> Curve:
    """The curve in standard deviations from its mean; zeros where it is flat."""
    deviation = curve.std()
    found: Curve = (curve - curve.mean()) / deviation if deviation > 1e-9 else np.zeros_like(curve)
    return found


class Contrasts:
    """How much every window over a curve of one value a second stands out."""

    def __init__(self, curve: Curve) -> None:
        length = len(curve)
        sums = np.concatenate([[0.0], np.cumsum(curve)])
        windows = np.minimum(LENGTHS_S, length)[:, None]
        self._ends = np.arange(length) + windows
        inside = sums[np.minimum(self._ends, length)] - sums[:-1]
        outside = (sums[-1] - inside + PRIOR_S * sums[-1] / length) / (length - windows + PRIOR_S)
        contrast = (inside / windows - outside) * np.sqrt(windows)
        self._contrast = np.where(self._ends <= length, contrast, -np.inf)

    def best(self) -> tuple[int, int, float]:
        """First second, end and contrast of the window that stands out most; of equals the shorter and earlier one."""
        return self._best(0, self._contrast)

    def best_around(self, second: int) -> tuple[int, int, float]:
        """As `best`, among the windows that hold a second."""
        first = max(0, second - int(LENGTHS_S[-1]) + 1)
        holds = self._ends[:, first : second + 1] > second
        return self._best(first, np.where(holds, self._contrast[:, first : second + 1], -np.inf))

    def _best(self, first: int, contrast: Curve) -> tuple[int, int, float]:
        row, column = np.unravel_index(np.argmax(contrast), contrast.shape)
        start = first + int(column)
        return start, int(self._ends[row, start]), float(contrast[row, column])
