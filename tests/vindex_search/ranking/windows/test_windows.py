"""Candidate windows: where they begin and end, and how much the courses stand out in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.ranking.relevance_curve import STEP_S, Curve, standardize, step_count
from vindex_search.ranking.windows.windows import (
    MAX_SNAP_S,
    REACHES_S,
    Courses,
    WindowGrid,
    contrasts,
    grid_around,
    log_lengths,
)

FILM_S = 1800.0
TIMES = st.floats(0, FILM_S)


def grid(anchor_s: float, *boundaries: float, film_s: float = FILM_S) -> WindowGrid:
    return grid_around(anchor_s, np.array([0.0, *boundaries, film_s]), film_s)


def courses(curve: Curve) -> Courses:
    return Courses(standardize(curve), np.zeros_like(curve))


@given(TIMES, st.lists(TIMES, max_size=40))
def test_every_window_holds_the_anchor_and_lies_in_the_film(anchor_s: float, boundaries: list[float]) -> None:
    found = grid(anchor_s, *boundaries)
    assert found.starts.shape == found.ends.shape == REACHES_S.shape
    assert np.all((found.starts >= 0) & (found.starts <= anchor_s))
    assert np.all((found.ends >= anchor_s) & (found.ends <= FILM_S + 1))
    assert np.all(found.starts < found.ends[:, None])


@given(TIMES, st.lists(TIMES, max_size=40))
def test_ends_are_boundaries_or_far_from_all(anchor_s: float, boundaries: list[float]) -> None:
    """Unless the anchor itself is next to the boundary."""
    every = np.array([0.0, *boundaries, FILM_S])
    found = grid(anchor_s, *boundaries)
    ends = np.concatenate([found.starts[found.starts < anchor_s - 1], found.ends[found.ends > anchor_s + 1]])
    wanted = np.concatenate([anchor_s - REACHES_S, anchor_s + REACHES_S]).clip(0, FILM_S)
    for end in ends:
        assert np.any(every == end) or (
            np.any(np.isclose(wanted, end)) and np.abs(every - end).min() >= MAX_SNAP_S - 1e-6
        )


def test_one_boundary_is_enough() -> None:
    found = grid_around(30.0, np.array([0.0]), 60.0)
    assert found.starts.min() == 0.0
    assert found.ends.max() == 60.0


def test_a_film_without_length_has_windows() -> None:
    found = grid_around(0.0, np.array([0.0]), 0.0)
    assert np.isfinite(log_lengths(found)).all()
    assert found.film_s > 0


@pytest.mark.parametrize(("start", "length"), [(0, 62), (300, 24), (700, 60), (900, 160), (900, 250), (1400, 400)])
def test_the_highest_contrast_is_that_of_a_step_in_noise(start: int, length: int) -> None:
    curve = np.random.default_rng(3).normal(0, 0.3, step_count(int(FILM_S)))
    curve[start // STEP_S : (start + length) // STEP_S] += 2
    found = grid(start + length / 2, start, start + length)
    likeness, words = contrasts(found, courses(curve))
    first, last = np.unravel_index(int(likeness.argmax()), likeness.shape)
    assert found.starts[first] == pytest.approx(start, abs=0.3 * length)
    assert found.ends[last] == pytest.approx(start + length, abs=0.3 * length)
    assert np.all(words == 0)


def test_a_contrast_is_the_difference_of_the_means_by_the_root_of_minutes() -> None:
    """A minute of ones in a film of half an hour, whose other seconds are zeros."""
    curve = np.zeros(900)
    curve[300:330] = 1.0
    found = WindowGrid(np.array([600.0]), np.array([660.0]), FILM_S)
    likeness, _ = contrasts(found, Courses(curve, curve))
    assert likeness.tolist() == [[pytest.approx(1.0)]]


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=350).map(np.array), st.floats(0, 1))
def test_contrasts_are_finite_for_every_film(curve: Curve, share: float) -> None:
    film_s = float(len(curve) * STEP_S)
    likeness, words = contrasts(grid(share * film_s, film_s=film_s), courses(curve))
    assert np.isfinite(likeness).all()
    assert np.isfinite(words).all()
