"""The windows of several films at once are those that each has alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.ranking.batch.windows import Film, best_windows, snap_all
from vindex_search.ranking.relevance_curve import standardize, step_count
from vindex_search.ranking.windows.window_model import best_window
from vindex_search.ranking.windows.windows import Courses, grid_around, snap

SECONDS = st.floats(0, 4000).map(lambda seconds: round(seconds, 3))
ANYWHERE = (-np.inf, np.inf)


def film(length: int, seed: int, *, is_centred: bool) -> Film:
    random = np.random.default_rng(seed)
    steps = step_count(length + 1)
    courses = Courses(*(standardize(random.normal(size=steps).cumsum()) for _ in Courses._fields))
    anchor = round(random.uniform(0, length), 3)
    boundaries = random.uniform(0, length, random.integers(1, 40)).round(3)
    return Film(anchor, boundaries, float(length), courses, (anchor - 9, anchor + 9) if is_centred else ANYWHERE)


def alone(one: Film) -> tuple[float, float]:
    return best_window(grid_around(one.anchor_s, one.boundaries, one.film_s), one.courses, one.centre)


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 999), st.booleans()), min_size=1, max_size=8))
def test_each_is_as_if_it_were_alone(asked: list[tuple[int, int, bool]]) -> None:
    films = [film(length, seed, is_centred=is_centred) for length, seed, is_centred in asked]
    assert best_windows(films) == [alone(one) for one in films]


@given(st.lists(st.integers(600, 4000), min_size=2, max_size=6))
def test_windows_that_are_as_good_are_chosen_as_one_film_alone_would(lengths: list[int]) -> None:
    """A course of two values has many ties, which a sum that begins elsewhere would round apart."""
    films = []
    for length in lengths:
        steps = step_count(length + 1)
        course = standardize((np.arange(steps) // 10 % 2).astype(float))
        grid = np.arange(0.0, length, 40)
        films.append(Film(length / 2, grid, float(length), Courses(course, 0 * course), ANYWHERE))
    assert best_windows(films) == [alone(one) for one in films]


@given(st.lists(st.tuples(SECONDS, SECONDS, st.lists(SECONDS, min_size=1, max_size=9)), min_size=1, max_size=6))
def test_seconds_snap_to_the_boundaries_of_their_own_film(asked: list[tuple[float, float, list[float]]]) -> None:
    seconds = np.array([(first, second) for first, second, _ in asked])
    found = snap_all(seconds, [np.array(of_film) for *_, of_film in asked])
    for row, (given_s, (*_, of_film)) in enumerate(zip(seconds, asked, strict=True)):
        assert found[row].tolist() == snap(given_s, np.sort(of_film)).tolist()
