"""The window model: what makes it prefer a window, and that nothing depends on the scale of an encoder."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.ranking.relevance_curve import STEP_S, Curve, kernel_regression, standardize
from vindex_search.ranking.windows.window_model import LEARNED, best_window, window_features
from vindex_search.ranking.windows.windows import Courses, grid_around

STEPS = 900
FILM_S = float(STEPS * STEP_S)


def plateau(start_s: int, end_s: int, height: float = 1.0) -> Curve:
    curve = np.zeros(STEPS)
    curve[start_s // STEP_S : end_s // STEP_S] = height
    return curve


def answer(likeness: Curve, words: Curve | None = None, *, anchor_s: float = 900.0) -> tuple[float, float]:
    courses = Courses(standardize(likeness), standardize(words) if words is not None else np.zeros(len(likeness)))
    film_s = float(len(likeness) * STEP_S)
    return best_window(grid_around(anchor_s, np.arange(0, film_s + 1, 10), film_s), courses)


def length(window: tuple[float, float]) -> float:
    return window[1] - window[0]


@pytest.mark.parametrize(("start_s", "end_s"), [(860, 940), (840, 1000), (700, 960), (780, 1140)])
def test_a_window_is_where_the_course_is_high(start_s: int, end_s: int) -> None:
    found = answer(plateau(start_s, end_s))
    inside = min(found[1], end_s) - max(found[0], start_s)
    assert inside / (max(found[1], end_s) - min(found[0], start_s)) >= 0.5


def test_the_middle_of_a_window_can_be_held() -> None:
    """The course is high on the left of the anchor; where no window is centred so, the nearest one counts."""
    curve = plateau(700, 960)
    grid, courses = grid_around(900.0, np.arange(0, FILM_S + 1, 10), FILM_S), Courses(standardize(curve), 0 * curve)
    start_s, end_s = best_window(grid, courses, (890, 910))
    assert 890 <= (start_s + end_s) / 2 <= 910
    assert sum(best_window(grid, courses)) / 2 < 890
    assert best_window(grid, courses, (FILM_S, FILM_S))[1] == grid.ends.max()


def test_a_longer_rise_makes_a_longer_window() -> None:
    lengths = [length(answer(plateau(900 - half, 900 + half))) for half in (20, 60, 140, 260)]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1] / 3


def test_the_words_count_too() -> None:
    """They are high on the left of the anchor, and likeness is the same on both sides."""
    start_s, end_s = answer(plateau(780, 1020), plateau(780, 900))
    assert 900 - start_s > end_s - 900


def test_without_evidence_a_window_is_as_long_as_is_usual_in_such_a_film() -> None:
    short, long = (answer(np.zeros(steps), anchor_s=float(steps)) for steps in (150, 1500))
    assert 20 <= length(short) <= 80
    assert 100 <= length(long) <= 400


def test_there_is_a_usual_length_that_rises_with_the_film() -> None:
    """The model is a parabola in the logarithm of the length, with its highest point on it."""
    assert LEARNED.length_squared < 0
    assert LEARNED.film > 0
    assert LEARNED.likeness > 0
    assert LEARNED.words > 0


@pytest.mark.parametrize(("factor", "offset"), [(0.01, 0.8), (40.0, -3.0), (1.0, 100.0)])
def test_the_scale_of_an_encoder_changes_nothing(factor: float, offset: float) -> None:
    curve = np.random.default_rng(1).normal(0, 1, STEPS) + 3 * plateau(840, 1000)
    assert answer(factor * curve + offset) == answer(curve)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("sharpen", [False, True])
def test_a_noisier_or_sharper_encoder_finds_much_the_same(seed: int, sharpen: bool) -> None:
    """Passages of 15 s with noise as high as half of the rise; the course is smoothed as that of a search."""
    middles = np.arange(7.0, FILM_S, 10)
    scores = ((middles > 820) & (middles < 1000)) * 1.0 + np.random.default_rng(seed).normal(0, 0.5, len(middles))
    if sharpen:
        scores = np.exp(2 * scores)
    start_s, end_s = answer(kernel_regression(middles, scores, int(FILM_S)))
    inside = min(end_s, 1000) - max(start_s, 820)
    assert inside / (max(end_s, 1000) - min(start_s, 820)) >= 0.5


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=200).map(np.array), st.floats(0, 1))
def test_every_film_has_a_window_with_the_anchor(curve: Curve, share: float) -> None:
    film_s = float(len(curve) * STEP_S)
    grid = grid_around(share * film_s, np.array([0.0, film_s]), film_s)
    courses = Courses(standardize(curve), np.zeros(len(curve)))
    start_s, end_s = best_window(grid, courses)
    assert start_s <= share * film_s <= end_s
    shape = (len(grid.starts), len(grid.ends))
    assert [feature.shape for feature in window_features(grid, courses)] == [shape] * len(LEARNED)
