"""How near the bounds of chapters are to those that people set."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def f1(truth: Sequence[float], found: Sequence[float], *, within_s: float) -> float:
    """F1 of bounds, each of which may match one of the others that is near enough; 1 where there are none of either."""
    left, hits = list(truth), 0
    for bound in sorted(found):
        near = [other for other in left if abs(other - bound) <= within_s]
        if near:
            left.remove(min(near, key=lambda other: abs(other - bound)))
            hits += 1
    return 2 * hits / (len(truth) + len(found)) if truth or found else 1.0


def window_diff(truth: Sequence[float], found: Sequence[float], duration_s: float) -> float:
    """The share of windows, half a true chapter long, with another number of bounds in them; 0 is best.

    Pevzner and Hearst, "A Critique and Improvement of an Evaluation Metric for Text Segmentation" (2002), by seconds.
    """
    seconds = int(duration_s)
    window = max(1, int(duration_s / (len(truth) + 1) / 2))
    counts = [
        np.bincount(np.minimum(np.array(bounds, dtype=int), seconds), minlength=seconds + 1).cumsum()
        for bounds in (truth, found)
    ]
    inside = [count[window:] - count[:-window] for count in counts]
    return float(np.mean(inside[0] != inside[1]))
