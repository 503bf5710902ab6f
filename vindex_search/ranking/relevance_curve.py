r"""Relevance curves: the scores of a video's points, smoothed over a grid of STEP_S seconds.

    scores of the points,                  *  *
    each at its middle        *     *   *       *        *     *
                           |--+--+--+--+--+--+--+--+--+--+--+--|    the grid: one value a step
    Gaussian kernel                      _______
    regression             _____________/       \_______________
                           0 s                             end of the video

One passage alone is a poor witness of what its minute is about, so a step takes the mean of the points around it,
weighted by nearness: kernel regression (Nadaraya 1964, Watson 1964). Where only the hits are known, and not all points,
a sum takes the place of the mean: what was not found counts as zero. `ranking/windows/windows.py` cuts moments out of a
curve.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_search.contract.ids import Channel
from vindex_search.index.types import PointTimes

Curve = npt.NDArray[np.float64]
CurveSource = Callable[[Sequence[str]], Mapping[str, list["RelevanceCurve"]]]  # from video ids, those that are known

STEP_S: Final = 2  # half the work of one second, and the same moments (decision 006)
KERNEL_WIDTH_S: Final = 12.0  # standard deviation of the kernel; measured in decision 006
MAX_WIDTH_SHARE: Final = 0.02  # of the video's length: a video of a minute has its subjects closer together
MIN_KERNEL_WIDTH_S: Final = 1.0
KERNEL_REACH: Final = 4.0  # standard deviations, where the kernel ends
MIN_DENSITY: Final = float(np.exp(-0.5 * KERNEL_REACH**2)) / 2  # below it a step has no point within reach
FLAT: Final = 1e-9  # a standard deviation below this is rounding


@dataclass(frozen=True, slots=True)
class RelevanceCurve:
    """Every point of one video in one vector space: start and end in seconds, and its score for the query.

    Of the channel `words` it has the points with any of the words; the others score nothing.
    """

    starts: Curve
    ends: Curve
    scores: Curve
    channel: Channel = "speech"

    def sample(self, seconds: int) -> Curve:
        """The smoothed scores of so many seconds, in standard deviations from their mean; shape (step_count,)."""
        smooth = kernel_sum if self.channel == "words" else kernel_regression
        return standardize(smooth((self.starts + self.ends) / 2, self.scores, seconds))


def relevance_curve(
    times: PointTimes, scores: Sequence[tuple[object, float]], channel: Channel = "speech"
) -> RelevanceCurve:
    """The curve of one video from what the index returned.

    Args:
        times: Where each point lies.
        scores: The id of each point and its score; ids that `times` does not have are ignored.
        channel: That was queried.
    """
    point_ids, found = zip(*scores, strict=True) if scores else ((), ())
    rows = np.array([times.rows.get(point_id, -1) for point_id in point_ids], np.intp)
    values = np.array(found, np.float64)
    is_known = rows >= 0
    if not is_known.all():
        rows, values = rows[is_known], values[is_known]
    return RelevanceCurve(times.starts[rows], times.ends[rows], values, channel)


def no_curves(_video_ids: Sequence[str]) -> Mapping[str, list[RelevanceCurve]]:
    """A source without curves: moments are then made of the hits alone."""
    return {}


def step_count(seconds: int) -> int:
    """Number of values of a curve over so many seconds."""
    return -(-seconds // STEP_S)


def kernel_regression(middles: Curve, scores: Curve, seconds: int) -> Curve:
    """The mean score around each step, weighted by nearness; steps far from all points are interpolated.

    Args:
        middles: Of the points, in seconds from the start of the video.
        scores: Of the points.
        seconds: Length of the curve.
    """
    densities, sums = _kernel_sums(middles, (None, scores), seconds)
    is_covered = densities > MIN_DENSITY
    if is_covered.all():
        return sums / densities
    covered = np.flatnonzero(is_covered)
    if not len(covered):
        return sums
    curve: Curve = np.interp(np.arange(len(densities)), covered, sums[covered] / densities[covered])
    return curve


def kernel_sum(middles: Curve, scores: Curve, seconds: int) -> Curve:
    """The sum of the scores around each step, weighted by nearness; arguments as `kernel_regression`."""
    return next(_kernel_sums(middles, (scores,), seconds))


def _kernel_sums(middles: Curve, weights: Sequence[Curve | None], seconds: int) -> Iterator[Curve]:
    """For each array of weights (None: ones) its sum around each step: a histogram, convolved with the kernel."""
    steps = step_count(seconds)
    bins = np.minimum((middles / STEP_S).astype(np.intp), steps - 1)
    kernel = _kernel(min(KERNEL_WIDTH_S, max(MIN_KERNEL_WIDTH_S, MAX_WIDTH_SHARE * seconds)))
    reach = len(kernel) // 2
    for weight in weights:
        yield np.convolve(np.bincount(bins, weight, steps), kernel)[reach : reach + steps]


@lru_cache
def _kernel(width_s: float) -> Curve:
    """A Gaussian with this standard deviation and a height of 1, a value every STEP_S."""
    width = width_s / STEP_S
    reach = int(np.ceil(KERNEL_REACH * width))
    kernel: Curve = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    return kernel


def standardize(curve: Curve) -> Curve:
    """The curve in standard deviations from its mean; zeros where it is flat."""
    centred: Curve = curve - curve.mean()
    deviation = np.sqrt(centred @ centred / len(curve))
    return centred / deviation if deviation > FLAT else np.zeros_like(curve)
