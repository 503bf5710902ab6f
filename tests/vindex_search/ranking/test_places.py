"""Places: where a course stands out, beside the moments of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vindex_search.ranking.course import Course, ScoredPoints, VideoPoints, courses
from vindex_search.ranking.moments import Moment
from vindex_search.ranking.places import Place, Span, disjoint, outstanding, places_of_answer

FILM = "a--x-0000000000"
OTHER = "b--y-0000000000"
PASSAGE_S = 20.0
FILM_S = 2400.0
PASSAGES = int(FILM_S / PASSAGE_S)
BACKGROUND = np.random.default_rng(5).normal(0.2, 0.02, PASSAGES)


def scored(scores: Sequence[float]) -> VideoPoints:
    starts = PASSAGE_S * np.arange(len(scores), dtype=np.float64)
    every, film_s = np.ones(len(scores), dtype=bool), PASSAGE_S * len(scores)
    return {"speech": ScoredPoints(starts, starts + PASSAGE_S, np.array(scores), every, None, film_s)}


def film(*peaks: tuple[int, int, float], background: Sequence[float] = tuple(BACKGROUND)) -> Course:
    """The course through a film of forty minutes; a peak is its first passage, their number and their score."""
    scores = np.array(background)
    for first, count, score in peaks:
        scores[first : first + count] = score
    return courses({FILM: scored(list(scores))})[FILM]


def spans(course: Course) -> list[Span]:
    return outstanding(course, float(course.values.max()))


def moment(start_s: float, end_s: float, video_id: str = FILM, score: float = 1.0) -> Moment:
    return Moment(video_id, video_id.split("--")[0], start_s, end_s, score, ("speech",), ())


def test_one_peak_is_one_place_that_ends_where_its_passages_do() -> None:
    assert spans(film((30, 3, 0.7))) == [(600, 660)]


def test_of_a_film_that_is_all_alike_no_place_stands_out() -> None:
    assert spans(film(background=[0.4] * PASSAGES)) == []


@pytest.mark.parametrize(
    ("peaks", "expected"),
    [
        ([(30, 2, 0.7), (60, 1, 0.6)], [(600, 640), (1200, 1220)]),
        ([(30, 2, 0.7), (33, 1, 0.6)], [(600, 640), (660, 680)]),
        ([(30, 1, 0.7), (31, 1, 0.66), (32, 1, 0.7)], [(600, 660)]),
        ([(0, 1, 0.7), (PASSAGES - 1, 1, 0.7)], [(0, 20), (FILM_S - PASSAGE_S, FILM_S)]),
        ([(30, 1, 0.9), (60, 1, 0.3)], [(600, 620)]),
    ],
    ids=["far apart", "a valley between", "a dent", "both ends of the film", "faint beside the best"],
)
def test_places_are_the_peaks(peaks: list[tuple[int, int, float]], expected: list[tuple[float, float]]) -> None:
    assert spans(film(*peaks)) == expected


@given(st.integers(0, 2**32 - 1))
def test_noise_far_away_changes_nothing(seed: int) -> None:
    """Of any seed: noise without a bound has, once in some thousand films, a second that does stand out."""
    noise = np.random.default_rng(seed).uniform(-0.05, 0.05, PASSAGES)
    noise[25:60] = 0
    assert spans(film((30, 2, 0.7), (50, 4, 0.6), background=list(BACKGROUND + noise))) == [(600, 640), (1000, 1080)]


SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=80)
MOMENTS = st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 300)), max_size=5)


@settings(max_examples=150)
@given(SCORES, MOMENTS)
def test_places_are_disjoint_inside_the_film_and_in_order(scores: list[float], drawn: list[tuple[int, int]]) -> None:
    found = courses({FILM: scored(scores)})
    end = PASSAGE_S * len(scores)
    moments = [moment(min(at, end), min(at + length, end)) for at, length in drawn] or [moment(0, end)]
    places = places_of_answer(found, moments)[FILM]
    assert all(0 <= place.start_s <= place.end_s <= end for place in places)
    assert all(one.end_s <= other.start_s for one, other in pairwise(places))
    assert max(place.strength for place in places) == 1.0
    assert all(0 <= place.strength <= 1 for place in places)


@given(SCORES)
def test_moments_that_do_not_overlap_are_places_as_they_are(scores: list[float]) -> None:
    found = courses({FILM: scored(scores)})
    end = PASSAGE_S * len(scores)
    moments = [moment(0.4 * end, 0.7 * end), moment(0, 0.1 * end), moment(0.8 * end, end)]
    places = {(place.start_s, place.end_s) for place in places_of_answer(found, moments)[FILM]}
    assert {(one.start_s, one.end_s) for one in moments} <= places


def test_a_moment_stands_for_the_peak_that_it_lies_in() -> None:
    """A sentence of a passage: the rest of the passage is no place of its own."""
    found = {FILM: film((30, 3, 0.7), (60, 1, 0.7))}
    places = places_of_answer(found, [moment(605, 612)])[FILM]
    assert [(place.start_s, place.end_s) for place in places] == [(605, 612), (1200, 1220)]


def test_strength_is_that_of_the_best_place_of_the_answer() -> None:
    background = [0.2] * PASSAGES
    high, low = np.array(background), np.array(background)
    high[30], low[40] = 1.0, 0.6
    found = courses({FILM: scored(list(high)), OTHER: scored(list(low))})
    places = places_of_answer(found, [moment(600, 620), moment(800, 820, OTHER)])
    assert places[FILM] == (Place(600, 620, 1.0),)
    assert places[OTHER][0].strength == pytest.approx(0.5, abs=0.01)


def test_only_videos_of_the_moments_have_places_even_without_a_course() -> None:
    found = {FILM: film((30, 1, 0.7))}
    assert places_of_answer(found, [moment(10, 20, OTHER)]) == {OTHER: (Place(10, 20, 1.0),)}


def test_of_a_phrase_the_places_are_where_it_is_said() -> None:
    found = {FILM: film((30, 3, 0.7))}
    places = places_of_answer(found, [moment(100, 104)], {FILM: [Span(100, 104), Span(900, 903)]})[FILM]
    assert [(place.start_s, place.end_s) for place in places] == [(100, 104), (900, 903)]


def test_what_is_left_of_a_range_is_its_longest_part() -> None:
    assert disjoint([Span(10, 20)], [Span(17, 60)]) == [(10, 20), (20, 60)]
    assert disjoint([Span(10, 20)], [Span(0, 18)]) == [(10, 20)], "the middle of one lies in the other"
    assert disjoint([Span(10, 20), Span(50, 60)], [Span(16, 54)]) == [(10, 20), (20, 50), (50, 60)]
