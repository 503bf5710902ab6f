"""The best windows of several videos at once: as `best_window` of each, computed over all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vindex_search.ranking.relevance_curve import STEP_S, Curve
from vindex_search.ranking.windows.window_model import window_values
from vindex_search.ranking.windows.windows import MAX_SNAP_S, MIN_SIDE_S, REACHES_S, Courses, contrast


class Film(NamedTuple):
    """What is known of one video; times in seconds.

    Attributes:
        anchor_s: The second that all windows hold.
        boundaries: Where passages and sentences begin and end; at least one.
        film_s: Length of the film.
        courses: Of the query, over the whole film.
        centre: The seconds that the middle of the window is to be in.
    """

    anchor_s: float
    boundaries: Curve
    film_s: float
    courses: Courses
    centre: tuple[float, float]


class Grids(NamedTuple):
    """The grids of all films, as `WindowGrid` is that of one: starts and ends of shape (films, n), lengths (films,)."""

    starts: Curve
    ends: Curve
    film_s: Curve


def best_windows(films: Sequence[Film]) -> list[tuple[float, float]]:
    """Start and end of each film's best window, as `best_window` of the grid around its anchor."""
    grids = grids_around(films)
    likeness, words = _contrasts(films, grids)
    values = window_values(likeness, words, grids.ends[:, None, :] - grids.starts[:, :, None], grids.film_s)
    centres = np.array([film.centre for film in films])[:, :, None, None]
    middles = (grids.starts[:, :, None] + grids.ends[:, None, :]) / 2
    away = np.maximum(np.maximum(centres[:, 0] - middles, middles - centres[:, 1]), 0.0)
    best = np.where(away <= away.min(axis=(1, 2), keepdims=True), values, -np.inf)
    rows = np.arange(len(films))
    start, end = np.divmod(best.reshape(len(films), -1).argmax(axis=1), len(REACHES_S))
    return list(zip(grids.starts[rows, start].tolist(), grids.ends[rows, end].tolist(), strict=True))


def grids_around(films: Sequence[Film]) -> Grids:
    """The candidate windows around the anchor of each film, as `grid_around`."""
    anchors = np.array([film.anchor_s for film in films])[:, None]
    lengths = np.array([film.film_s for film in films])
    reached = [np.maximum(anchors - REACHES_S, 0.0), np.minimum(anchors + REACHES_S, lengths[:, None])]
    snapped = snap_all(np.concatenate(reached, axis=1), [film.boundaries for film in films])
    starts, ends = np.split(snapped, 2, axis=1)
    starts = np.minimum(starts, anchors - MIN_SIDE_S).clip(0.0)
    return Grids(starts, np.maximum(ends, anchors + MIN_SIDE_S), np.maximum(lengths, MIN_SIDE_S))


def snap_all(seconds: Curve, boundaries: Sequence[Curve]) -> Curve:
    """Each row of seconds moved to boundaries of its own, as `snap` does.

    The rows lie on one line, farther apart than anything is moved, for one bisection; distances are taken between
    the seconds themselves, so that nothing is rounded otherwise than in one row.
    """
    owners = np.repeat(np.arange(len(boundaries)), [len(of_row) for of_row in boundaries])
    flat = np.concatenate(boundaries)
    apart = np.ceil(max(float(flat.max()), float(seconds.max()))) + 2 * MAX_SNAP_S
    shifted = flat + owners * apart
    order = np.argsort(shifted)
    rows = np.arange(len(boundaries))[:, None]
    after = np.searchsorted(shifted, seconds + rows * apart, sorter=order).clip(1, max(len(flat) - 1, 1))
    before, after = order[after - 1], order[np.minimum(after, len(flat) - 1)]
    before_s = np.where(owners[before] == rows, flat[before], -np.inf)
    after_s = np.where(owners[after] == rows, flat[after], np.inf)
    nearest = np.where(seconds - before_s < after_s - seconds, before_s, after_s)
    return np.where(np.abs(nearest - seconds) <= MAX_SNAP_S, nearest, seconds)


def _contrasts(films: Sequence[Film], grids: Grids) -> Curve:
    """The contrasts of all windows by likeness and by words: of shape (2, films, starts, ends)."""
    steps = np.array([len(film.courses.likeness) for film in films])
    begins = np.cumsum(steps + 1) - (steps + 1)
    cumulative = np.zeros((2, int((steps + 1).sum())))
    for film, begin in zip(films, begins.tolist(), strict=True):  # each from zero: rounded as that of one film alone
        of_film = np.stack(film.courses)
        np.cumsum(of_film, axis=1, out=cumulative[:, begin + 1 : begin + 1 + of_film.shape[1]])
    first = np.minimum((grids.starts / STEP_S).astype(np.intp), steps[:, None] - 1)
    last = np.ceil(grids.ends / STEP_S).astype(np.intp).clip(1, steps[:, None])
    at_first, at_last = (cumulative[:, begins[:, None] + at] for at in (first, last))
    totals = cumulative[:, begins + steps]
    counts = np.maximum(last[:, None, :] - first[:, :, None], 1)
    inside = at_last[:, :, None, :] - at_first[:, :, :, None]
    return contrast(inside, totals[:, :, None, None], counts, steps[:, None, None])
