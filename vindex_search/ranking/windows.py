"""Where a curve over time stands out: windows of several lengths, compared by contrast. Pure numpy.

The curve is a kernel regression (Nadaraya, 1964; Watson, 1964) over the points of a video, since one passage alone is a
poor witness of what its minute is about. The contrast of a window is the mean inside minus the mean outside, times the
square root of its length: the likelihood ratio of a step in noise, so that a short peak and a long rise compete fairly
(the scan statistic: Arias-Castro, Donoho and Huo, 2005).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]

STEP_S: Final = 2  # between two values of a curve: half the work of one second, and the same moments (decision 006)
WINDOW_LENGTHS_S: Final = np.array([10, 14, 24, 38, 62, 98, 156, 250, 400])  # a sentence to a chapter, each 1.6 times the last
KERNEL_WIDTH_S: Final = 12.0  # standard deviation of the kernel; measured in docs/decisions/006, as is the square root
MAX_WIDTH_SHARE: Final = 0.02  # of the video, at most: a film of a minute has its subjects closer together
KERNEL_REACH: Final = 4.0  # standard deviations, where the kernel ends
MIN_DENSITY: Final = float(np.exp(-0.5 * KERNEL_REACH**2)) / 2  # below it a step has no point within reach
# Seconds of the curve's own mean that are added to what lies outside a window: in a short video a window over nearly
# all of it would else be held against the few seconds that are left.
PRIOR_S: Final = 60


def kernel_regression(middles: Curve, scores: Curve, seconds: int) -> Curve:
    """The mean of the scores around each step, weighted by nearness; one far from all is like its neighbours.

    Args:
        middles: Of the points, in seconds from where the curve begins.
        scores: Of the points.
        seconds: Length of the curve, which has a value every STEP_S.
    """
    counts, sums = _densities(middles, (None, scores), seconds)
    is_known = counts > MIN_DENSITY
    if is_known.all():
        return sums / counts
    known = np.flatnonzero(is_known)
    found: Curve = np.interp(np.arange(len(counts)), known, sums[known] / counts[known]) if len(known) else sums
    return found


def kernel_sum(middles: Curve, scores: Curve, seconds: int) -> Curve:
    """The sum of the scores around each step, weighted by nearness: where only what was found is known."""
    return next(_densities(middles, (scores,), seconds))


def _densities(middles: Curve, weights: Sequence[Curve | None], seconds: int) -> Iterator[Curve]:
    """For each array of weights, of which None means ones: the sum of them around each step."""
    steps = step_count(seconds)
    places = np.minimum((middles / STEP_S).astype(np.intp), steps - 1)
    kernel = _kernel(min(KERNEL_WIDTH_S, max(1.0, MAX_WIDTH_SHARE * seconds)))
    reach = len(kernel) // 2
    for weight in weights:
        yield np.convolve(np.bincount(places, weight, steps), kernel)[reach : reach + steps]


@lru_cache
def _kernel(width_s: float) -> Curve:
    """A bell of this deviation in seconds, a value every STEP_S."""
    width = width_s / STEP_S
    reach = int(np.ceil(KERNEL_REACH * width))
    found: Curve = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    return found


def step_count(seconds: int) -> int:
    """Number of values of a curve over so many seconds."""
    return -(-seconds // STEP_S)


def standardize(curve: Curve) -> Curve:
    """The curve in standard deviations from its mean; zeros where it is flat."""
    centred: Curve = curve - curve.mean()
    deviation = np.sqrt(centred @ centred / len(curve))
    return centred / deviation if deviation > 1e-9 else np.zeros_like(curve)


@lru_cache
def _scales(length: int) -> tuple[tuple[int, float, float], ...]:
    """Of curves of so many values: the windows' lengths, and what a contrast takes of their sums and of the whole."""
    prior, scales = PRIOR_S / STEP_S, []
    for window in np.minimum(WINDOW_LENGTHS_S // STEP_S, length).tolist():
        root, left = window**0.5, length - window + prior
        scales.append((window, root / window + root / left, root * (1 + prior / length) / left))
    return tuple(scales)


class WindowContrast:
    """How much every window over a curve stands out."""

    def __init__(self, curve: Curve) -> None:
        self._sums = np.zeros(len(curve) + 1)
        np.cumsum(curve, out=self._sums[1:])
        self._scales = _scales(len(curve))
        # Of one length the highest sum is the highest contrast: the mean outside falls as the one inside rises.
        self._inside = [self._sums[window:] - self._sums[:-window] for window, _, _ in self._scales]

    def best(self) -> tuple[int, int, float]:
        """Begin and end, in seconds, and contrast of the best window; of equals the shorter and earlier one."""
        return self._best([0] * len(self._inside), self._inside)

    def best_around(self, second: float) -> tuple[int, int, float]:
        """As `best`, among the windows that hold a second."""
        at = min(int(second / STEP_S), len(self._sums) - 2)
        firsts = [max(0, at - window + 1) for window, _, _ in self._scales]
        return self._best(firsts, [inside[first : at + 1] for first, inside in zip(firsts, self._inside, strict=True)])

    def _best(self, firsts: Sequence[int], sums: Sequence[Curve]) -> tuple[int, int, float]:
        """Of windows of each length, of which the first begins at a step and the others one after the other."""
        whole, found = float(self._sums[-1]), (0, 0, -np.inf)
        for (window, slope, least), first, inside in zip(self._scales, firsts, sums, strict=True):
            highest = int(inside.argmax())
            contrast = slope * float(inside[highest]) - least * whole
            if contrast > found[2]:
                start = first + highest
                found = (start * STEP_S, (start + window) * STEP_S, contrast)
        return found
