"""Where a curve over time stands out: windows of several lengths, compared by contrast. Pure numpy.

The curve is a kernel regression (Nadaraya, 1964; Watson, 1964) over the points of a video, since one passage alone is a
poor witness of what its minute is about. The contrast of a window is the mean inside minus the mean outside, times the
square root of its length: the likelihood ratio of a step in noise, so that a short peak and a long rise compete fairly
(the scan statistic: Arias-Castro, Donoho and Huo, 2005).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]

STEP_S: Final = 2  # between two values of a curve: half the work of one second, and the same moments (decision 006)
LENGTHS_S: Final = np.array([10, 14, 24, 38, 62, 98, 156, 250, 400])  # a sentence to a chapter, each 1.6 times the last
WIDTH_S: Final = 12.0  # standard deviation of the kernel; measured in docs/decisions/006, as is the square root
WIDTH_SHARE: Final = 0.02  # of the video, at most: a film of a minute has its subjects closer together
REACH: Final = 4.0  # standard deviations, where the kernel ends
LEAST_COUNT: Final = float(np.exp(-0.5 * REACH**2)) / 2  # below it a step has no point within reach
# Seconds of the curve's own mean that are added to what lies outside a window: in a short video a window over nearly
# all of it would else be held against the few seconds that are left.
PRIOR_S: Final = 60


def regression(middles: Curve, scores: Curve, seconds: int) -> Curve:
    """The mean of the scores around each step, weighted by nearness; one far from all is like its neighbours.

    Args:
        middles: Of the points, in seconds from where the curve begins.
        scores: Of the points.
        seconds: Length of the curve, which has a value every STEP_S.
    """
    counts, sums = density(middles, np.ones_like(scores), seconds), density(middles, scores, seconds)
    is_known = counts > LEAST_COUNT
    if is_known.all():
        return sums / counts
    known = np.flatnonzero(is_known)
    found: Curve = np.interp(np.arange(len(counts)), known, sums[known] / counts[known]) if len(known) else sums
    return found


def density(middles: Curve, scores: Curve, seconds: int) -> Curve:
    """The sum of the scores around each step, weighted by nearness: where only what was found is known."""
    steps = steps_of(seconds)
    places = np.minimum((middles / STEP_S).astype(np.intp), steps - 1)
    grid = np.bincount(places, weights=scores, minlength=steps)
    kernel = _kernel(min(WIDTH_S, max(1.0, WIDTH_SHARE * seconds)))
    reach = len(kernel) // 2
    return np.convolve(grid, kernel)[reach : reach + steps]


@lru_cache
def _kernel(width_s: float) -> Curve:
    """A bell of this deviation in seconds, a value every STEP_S."""
    width = width_s / STEP_S
    reach = int(np.ceil(REACH * width))
    found: Curve = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    return found


def steps_of(seconds: int) -> int:
    """Number of values of a curve over so many seconds."""
    return -(-seconds // STEP_S)


def deviations(curve: Curve) -> Curve:
    """The curve in standard deviations from its mean; zeros where it is flat."""
    centred: Curve = curve - curve.mean()
    deviation = np.sqrt(centred @ centred / len(curve))
    return centred / deviation if deviation > 1e-9 else np.zeros_like(curve)


@lru_cache
def _scales(length: int) -> tuple[npt.NDArray[np.intp], Curve, Curve]:
    """Of curves of so many values: how many each window has, and what the contrast takes of its sum and of the whole.

    Returns:
        The windows, of shape (n,); factors of shape (n, 1).
    """
    prior = PRIOR_S / STEP_S
    windows = np.minimum(LENGTHS_S // STEP_S, length)
    roots, lefts = np.sqrt(windows)[:, None], (length - windows + prior)[:, None]
    return windows, roots / windows[:, None] + roots / lefts, roots * (1 + prior / length) / lefts


class Contrasts:
    """How much every window over a curve stands out."""

    def __init__(self, curve: Curve) -> None:
        length = len(curve)
        self._windows, slopes, least = _scales(length)
        sums = np.concatenate([[0.0], np.cumsum(curve)])
        # Mean inside minus mean outside, in one multiplication: the windows over an hour are twenty thousand.
        self._contrast = np.full((len(LENGTHS_S), length), -np.inf)
        for contrast, window in zip(self._contrast, self._windows.tolist(), strict=True):
            np.subtract(sums[window:], sums[: length - window + 1], out=contrast[: length - window + 1])
        self._contrast *= slopes
        self._contrast -= least * sums[-1]

    def best(self) -> tuple[int, int, float]:
        """Begin and end, in seconds, and contrast of the best window; of equals the shorter and earlier one."""
        return self._best(0, self._contrast)

    def best_around(self, second: float) -> tuple[int, int, float]:
        """As `best`, among the windows that hold a second."""
        at = min(int(second / STEP_S), self._contrast.shape[1] - 1)
        first = max(0, at - int(LENGTHS_S[-1]) // STEP_S + 1)
        holds = np.arange(first, at + 1) + self._windows[:, None] > at
        return self._best(first, np.where(holds, self._contrast[:, first : at + 1], -np.inf))

    def _best(self, first: int, contrast: Curve) -> tuple[int, int, float]:
        row, column = np.unravel_index(np.argmax(contrast), contrast.shape)
        start = first + int(column)
        return start * STEP_S, (start + int(self._windows[row])) * STEP_S, float(contrast[row, column])
