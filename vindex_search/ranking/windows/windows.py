r"""Candidate windows around the best evidence of a video, and what the courses of the query say of each.

    starts, ever farther apart        anchor        ends, ever farther apart
    |      |      |    |   |  | | |||||  x  ||||| | |  |   |    |      |      |

Every start with every end is a window; all of them hold the anchor, for a moment may grow around its evidence, not away
from it. Starts and ends are moved to where a passage or sentence begins or ends. What is said of a window depends on
standardised courses alone, so that no scale of an encoder matters:

    contrast = sqrt(length) * (mean inside - mean outside)

With the root of the length this is the likelihood ratio of a step in Gaussian noise, so that a short peak and a long
rise compete fairly: the scan statistic (Arias-Castro, Donoho and Huo, "Near-optimal detection of geometric objects by
fast multiscale methods", 2005). `ranking/windows/window_model.py` weighs it against the lengths that answers have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.ranking.relevance_curve import STEP_S, Curve

Steps = npt.NDArray[np.intp]

# Seconds from the anchor to the starts and ends of windows: from a sentence to a long chapter, each 1.37 times as far.
REACHES_S: Final = np.array([5, 10, 15, 21, 29, 40, 55, 75, 103, 141, 193, 264, 361], dtype=float)
MAX_SNAP_S: Final = 10.0  # the farthest that a start or end is moved
MIN_SIDE_S: Final = 1.0  # of a window, on either side of its anchor, unless the film ends there
# Seconds of the course's own mean that count as outside. Without them a window over nearly all of a short video would
# be held against the few seconds that are left.
PRIOR_S: Final = 60
MINUTE_S: Final = 60.0  # lengths count in logarithms of minutes


class Courses(NamedTuple):
    """The courses of a query through one video, standardised, of equal length: by likeness, and by words.

    Where a query has no vector or no words, that course is zero.
    """

    likeness: Curve
    words: Curve


@dataclass(frozen=True, slots=True)
class WindowGrid:
    """The starts and ends of candidate windows, each in the order of REACHES_S; times in seconds.

    Attributes:
        starts: Of shape (n,).
        ends: Of shape (n,).
        film_s: Length of the film, at least MIN_SIDE_S.
    """

    starts: Curve
    ends: Curve
    film_s: float


def grid_around(anchor_s: float, boundaries: Curve, film_s: float) -> WindowGrid:
    """The candidate windows around a second.

    Args:
        anchor_s: The second that all windows hold.
        boundaries: Where passages and sentences begin and end, in seconds; at least one.
        film_s: Length of the film.
    """
    ordered = np.sort(boundaries)
    reached = np.concatenate([np.maximum(anchor_s - REACHES_S, 0.0), np.minimum(anchor_s + REACHES_S, film_s)])
    starts, ends = np.split(snap(reached, ordered), 2)
    starts = np.minimum(starts, anchor_s - MIN_SIDE_S).clip(0.0)
    return WindowGrid(starts, np.maximum(ends, anchor_s + MIN_SIDE_S), max(film_s, MIN_SIDE_S))


def snap(seconds: Curve, boundaries: Curve) -> Curve:
    """Each second moved to the nearest boundary where that is within MAX_SNAP_S; boundaries are in order."""
    after = np.searchsorted(boundaries, seconds).clip(1, max(len(boundaries) - 1, 1))
    before_s, after_s = boundaries[after - 1], boundaries[np.minimum(after, len(boundaries) - 1)]
    nearest = np.where(seconds - before_s < after_s - seconds, before_s, after_s)
    return np.where(np.abs(nearest - seconds) <= MAX_SNAP_S, nearest, seconds)


def contrasts(grid: WindowGrid, courses: Courses) -> tuple[Curve, Curve]:
    """The contrast of every window of a grid by likeness and by words, each of shape (starts, ends).

    A contrast of 1 is that of a minute whose mean is one standard deviation above that of the rest.
    """
    steps = len(courses.likeness)
    cumulative = np.zeros((len(courses), steps + 1))
    np.cumsum(np.stack(courses), axis=1, out=cumulative[:, 1:])
    first = np.minimum((grid.starts / STEP_S).astype(np.intp), steps - 1)
    last = np.ceil(grid.ends / STEP_S).astype(np.intp).clip(1, steps)
    inside = cumulative[:, None, last] - cumulative[:, first, None]
    counts = np.maximum(last[None, :] - first[:, None], 1)
    likeness, words = contrast(inside, cumulative[:, -1, None, None], counts, steps)
    return likeness, words


def contrast(inside: Curve, total: Curve, counts: Steps, steps: Steps | int) -> Curve:
    """The contrast of windows; the shapes of all arguments go together.

    Args:
        inside: Sum of the course over the steps of a window.
        total: Sum over all steps.
        counts: Steps of the window.
        steps: All steps.
    """
    outside = (total - inside) / (steps - counts + PRIOR_S / STEP_S)
    found: Curve = np.sqrt(counts * STEP_S / MINUTE_S) * (inside / counts - outside)
    return found


def log_lengths(grid: WindowGrid) -> Curve:
    """The logarithm of every window's length in minutes, of shape (starts, ends)."""
    lengths: Curve = np.log((grid.ends[None, :] - grid.starts[:, None]) / MINUTE_S)
    return lengths
