"""Which window answers a query best: a linear model of five features, with coefficients learned from people's queries.

    value = likeness * contrast of the dense course + words * contrast of the BM25 course
          + length * l + length_squared * l^2 + film * l * f

l and f are the logarithms of the window's and the film's length. Completed to a square, the last three say which length
is usual, a rising function of the film's length, and how strongly: a short film is cut finer than a long one. Where the
courses rise sharply, the contrasts outweigh that.

The coefficients maximise the expected share of answers that overlap the truth by half, and a quarter of that of
answers whose middle is in it, over the tuned halves of five sets of queries:
`python -m benchmarks.retrieval.train_windows` (decision 018).
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from vindex_search.ranking.relevance_curve import Curve
from vindex_search.ranking.windows.windows import MINUTE_S, Courses, WindowGrid, contrasts, log_lengths

USUAL_FILM_S: Final = 20 * MINUTE_S  # the film whose logarithm of length is 0


class Coefficients(NamedTuple):
    """The weights of the features, in their order."""

    likeness: float
    words: float
    length: float
    length_squared: float
    film: float


LEARNED: Final = Coefficients(likeness=1.0, words=0.797, length=0.639, length_squared=-0.68, film=1.35)


def best_window(
    grid: WindowGrid, courses: Courses, centre: tuple[float, float] = (-np.inf, np.inf)
) -> tuple[float, float]:
    """Start and end in seconds of the window with the highest value; among equals the earliest, then the shortest.

    Args:
        grid: The candidates.
        courses: Of the film, over its whole length.
        centre: The seconds that the middle of the window is to be in; where that of none is, the nearest one counts.
    """
    features = window_features(grid, courses)
    values: Curve = np.add.reduce([weight * feature for weight, feature in zip(LEARNED, features, strict=True)])
    middles = (grid.starts[:, None] + grid.ends[None, :]) / 2
    away = np.maximum(np.maximum(centre[0] - middles, middles - centre[1]), 0.0)
    best = np.where(away <= away.min(), values, -np.inf)
    start, end = np.unravel_index(int(best.argmax()), best.shape)
    return float(grid.starts[start]), float(grid.ends[end])


def window_values(likeness: Curve, words: Curve, lengths_s: Curve, film_s: Curve) -> Curve:
    """The value of every window of several films.

    Args:
        likeness: Contrasts of the dense courses, of shape (films, starts, ends).
        words: Contrasts of the BM25 courses, of the same shape.
        lengths_s: Lengths of the windows in seconds, of the same shape.
        film_s: Lengths of the films in seconds, of shape (films,).
    """
    length = np.log(lengths_s / MINUTE_S)
    film = np.array([math.log(one / USUAL_FILM_S) for one in film_s.tolist()])[:, None, None]
    features = (likeness, words, length, length * length, length * film)
    values: Curve = np.add.reduce([weight * feature for weight, feature in zip(LEARNED, features, strict=True)])
    return values


def window_features(grid: WindowGrid, courses: Courses) -> tuple[Curve, ...]:
    """What the model weighs of every window, in the order of `Coefficients`; each of shape (starts, ends)."""
    length = log_lengths(grid)
    return *contrasts(grid, courses), length, length * length, length * math.log(grid.film_s / USUAL_FILM_S)
