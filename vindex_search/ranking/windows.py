r"""Contrast windows: the range of a curve that stands out most, searched over several lengths.

                 inside
              |<------->|
               _________
              /         \            __
    _________/           \__________/  \____     curve, a value every STEP_S
    |<------>|           |<--------------->|
      outside                  outside

    contrast = sqrt(length) * (mean inside - mean outside)

With the root of the length this is the likelihood ratio of a step in Gaussian noise, so that a short peak and a long
rise compete fairly: the scan statistic (Arias-Castro, Donoho and Huo, "Near-optimal detection of geometric objects by
fast multiscale methods", 2005). Sums of windows come from one cumulative sum, so a search is linear in the curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from vindex_search.ranking.relevance_curve import STEP_S, Curve

WINDOW_LENGTHS_S: Final = np.array([10, 14, 24, 38, 62, 98, 156, 250, 400])  # a sentence to a chapter, by steps of 1.6
# Seconds of the curve's own mean that are added to what lies outside. Without them a window over nearly all of a short
# video would be held against the few seconds that are left.
PRIOR_S: Final = 60


class Window(NamedTuple):
    """A range in seconds, and how much it stands out."""

    start_s: int
    end_s: int
    contrast: float


class _Scale(NamedTuple):
    """One window length, and its contrast as inside_factor * sum inside - total_factor * sum of the curve."""

    steps: int
    inside_factor: float
    total_factor: float


@lru_cache
def _scales(length: int) -> tuple[_Scale, ...]:
    """The scales of a curve of so many values; windows longer than the curve are cut to it."""
    return tuple(_scale(steps, length) for steps in np.minimum(WINDOW_LENGTHS_S // STEP_S, length).tolist())


def _scale(steps: int, length: int) -> _Scale:
    """The factors of one scale.

    With T the sum of the curve and S the sum inside, the mean outside is (T - S + prior * T / length) / outside, where
    `prior` steps of the curve's mean count as outside.
    """
    prior, root = PRIOR_S / STEP_S, steps**0.5
    outside = length - steps + prior
    return _Scale(
        steps=steps,
        inside_factor=root / steps + root / outside,
        total_factor=root * (1 + prior / length) / outside,
    )


class WindowContrast:
    """The contrast of every window over a curve."""

    def __init__(self, curve: Curve) -> None:
        self._cumulative = np.zeros(len(curve) + 1)
        np.cumsum(curve, out=self._cumulative[1:])
        self._scales = _scales(len(curve))
        # Within one scale the highest sum has the highest contrast: the mean outside falls as the one inside rises.
        self._sums = [self._cumulative[scale.steps :] - self._cumulative[: -scale.steps] for scale in self._scales]

    def best(self) -> Window:
        """The window with the highest contrast; among equals the shorter, then the earlier one."""
        return self._best([0] * len(self._sums), self._sums)

    def best_around(self, second: float) -> Window:
        """As `best`, among the windows that contain a second."""
        step = min(int(second / STEP_S), len(self._cumulative) - 2)
        firsts = [max(0, step - scale.steps + 1) for scale in self._scales]
        return self._best(firsts, [sums[first : step + 1] for first, sums in zip(firsts, self._sums, strict=True)])

    def _best(self, firsts: Sequence[int], sums: Sequence[Curve]) -> Window:
        """The best window; `sums` has per scale those of consecutive windows, of which the first starts at `firsts`."""
        total, best = float(self._cumulative[-1]), Window(0, 0, -np.inf)
        for scale, first, inside in zip(self._scales, firsts, sums, strict=True):
            highest = int(inside.argmax())
            contrast = scale.inside_factor * float(inside[highest]) - scale.total_factor * total
            if contrast > best.contrast:
                start = first + highest
                best = Window(start * STEP_S, (start + scale.steps) * STEP_S, contrast)
        return best
