"""Relevance curves of several videos at once, on one line of time.

    video 0              gap            video 1          gap
    |--+--+--+--+--+--+--|..............|--+--+--+--+--+--|........

Numpy takes some microseconds for a call, however little there is to compute, and a curve is a dozen calls. The gaps are
as wide as the kernel reaches, so that no video's points count in another's curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.ranking.relevance_curve import (
    FLAT,
    MIN_DENSITY,
    STEP_S,
    Curve,
    gaussian,
    kernel_width,
    step_count,
)

BLOCK: Final = 128  # steps that one row of a product smooths: with the reach on both sides it stays in the cache

Steps = npt.NDArray[np.intp]


class Sample(NamedTuple):
    """Points of one video to be smoothed over so many seconds, each at its middle; `is_sum`: as `kernel_sum` does."""

    middles: Curve
    scores: Curve
    seconds: int
    is_sum: bool


class _Line(NamedTuple):
    """Where each sample's steps begin on the line, their number, and the length of the line."""

    begins: Steps
    steps: Steps
    length: int

    @property
    def firsts(self) -> Steps:
        """Where each sample begins once the gaps are left out."""
        return np.cumsum(self.steps) - self.steps

    @property
    def inside(self) -> Steps:
        """The steps of the line that are of a sample."""
        return np.arange(int(self.steps.sum())) + np.repeat(self.begins - self.firsts, self.steps)


def sample_all(samples: Sequence[Sample]) -> list[Curve]:
    """The curves of samples, each as `RelevanceCurve.sample` makes it."""
    by_width: dict[float, list[int]] = {}
    for number, sample in enumerate(samples):
        by_width.setdefault(kernel_width(sample.seconds), []).append(number)
    found: dict[int, Curve] = {}
    for width, numbers in by_width.items():
        found.update(zip(numbers, _of_one_width([samples[number] for number in numbers], width), strict=True))
    return [found[number] for number in range(len(samples))]


def _of_one_width(samples: Sequence[Sample], width_s: float) -> list[Curve]:
    line = _line(samples, len(gaussian(width_s)) // 2)
    sums, densities = _smoothed(samples, line, width_s)
    is_sum = np.repeat([sample.is_sum for sample in samples], line.steps)
    is_covered = is_sum | (densities > MIN_DENSITY)
    curves = sums / np.where(is_covered & ~is_sum, densities, 1.0)
    if not is_covered.all():
        _interpolate(curves, is_covered, line)
    return np.split(_standardized(curves, line), line.firsts[1:])


def _line(samples: Sequence[Sample], reach: int) -> _Line:
    steps = np.array([step_count(sample.seconds) for sample in samples], np.intp)
    ends = np.cumsum(steps + reach) + reach
    return _Line(ends - steps - reach, steps, int(ends[-1]))


def _smoothed(samples: Sequence[Sample], line: _Line, width_s: float) -> tuple[Curve, Curve]:
    """Around each step the sum of the scores, and how many there are, weighted by nearness."""
    counts = [len(sample.middles) for sample in samples]
    steps = (np.concatenate([sample.middles for sample in samples]) / STEP_S).astype(np.intp)
    bins = np.minimum(steps, np.repeat(line.steps - 1, counts)) + np.repeat(line.begins, counts)
    scores = np.concatenate([sample.scores for sample in samples])
    histograms = np.stack([np.bincount(bins, scores, line.length), np.bincount(bins, None, line.length)])
    sums, densities = _convolved(histograms, width_s)[:, line.inside]
    return sums, densities


def _convolved(lines: Curve, width_s: float) -> Curve:
    """Lines convolved with a kernel, as one product with a band of it: shape (lines, at least their length)."""
    band = _band(width_s)
    blocks = -(-lines.shape[1] // BLOCK)
    reach = (len(band) - BLOCK) // 2
    padded = np.zeros((len(lines), blocks * BLOCK + 2 * reach))
    padded[:, reach : reach + lines.shape[1]] = lines
    rows = np.lib.stride_tricks.sliding_window_view(padded, len(band), axis=1)[:, ::BLOCK]
    return (np.ascontiguousarray(rows) @ band).reshape(len(lines), -1)


@lru_cache
def _band(width_s: float) -> Curve:
    """A column for each step of a block: the kernel, from the step's own row on."""
    kernel = gaussian(width_s)
    band = np.zeros((BLOCK + len(kernel) - 1, BLOCK))
    for step in range(BLOCK):
        band[step : step + len(kernel), step] = kernel
    return band


def _interpolate(curves: Curve, is_covered: npt.NDArray[np.bool_], line: _Line) -> None:
    """Fill the steps far from all points from those of the same sample; without any point it stays zero."""
    for first, steps in zip(line.firsts.tolist(), line.steps.tolist(), strict=True):
        own = slice(first, first + steps)
        covered = np.flatnonzero(is_covered[own])
        if 0 < len(covered) < steps:
            curves[own] = np.interp(np.arange(steps), covered, curves[own][covered])


def _standardized(curves: Curve, line: _Line) -> Curve:
    """Each sample in standard deviations from its mean; zeros where it is flat."""
    means = np.add.reduceat(curves, line.firsts) / line.steps
    centred = curves - np.repeat(means, line.steps)
    deviations = np.sqrt(np.add.reduceat(centred * centred, line.firsts) / line.steps)
    return centred / np.repeat(np.where(deviations > FLAT, deviations, np.inf), line.steps)
