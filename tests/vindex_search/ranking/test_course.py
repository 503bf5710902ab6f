"""The course of a query: points over their seconds, the background taken off, videos on one scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract.ids import Channel
from vindex_search.ranking.course import Course, ScoredPoints, courses

PASSAGE_S = 20.0


def points(
    scores: Sequence[float], *, absent: float | None = None, admitted: Sequence[bool] = (), start: float = 0
) -> ScoredPoints:
    """Points of 20 seconds, one after another."""
    starts = start + PASSAGE_S * np.arange(len(scores), dtype=np.float64)
    mask = np.array(admitted or [True] * len(scores), dtype=bool)
    film_s = float(start + PASSAGE_S * len(scores))
    return ScoredPoints(starts, starts + PASSAGE_S, np.array(scores, dtype=float), mask, absent, film_s)


def course(**groups: ScoredPoints) -> Course:
    return courses({"film": {_channel(name): group for name, group in groups.items()}})["film"]


def _channel(name: str) -> Channel:
    return {"speech": "speech", "words": "words", "visual": "visual"}[name]  # type: ignore[return-value]


ORDINARY = [0.2, 0.22, 0.18, 0.21, 0.19] * 6


def at(found: Course, passage: int) -> float:
    """The value in the middle of a passage."""
    return float(found.values[int(PASSAGE_S * (passage + 0.5) / 2)])


def test_a_passage_that_stands_out_is_the_highest_of_the_course() -> None:
    found = course(speech=points([*ORDINARY, 0.7, *ORDINARY]))
    assert at(found, 30) == pytest.approx(1.0, abs=0.02)
    assert found.stands_out[301:309].all()
    assert not found.stands_out[:299].any()
    assert at(found, 10) < 0.1


def test_a_point_lasts_as_long_as_it_is_shown() -> None:
    """A slide of ten minutes, with passages that are no better than others."""
    slide = ScoredPoints(np.array([200.0]), np.array([400.0]), np.array([6.0]), np.array([True]), 0.0, 400.0)
    found = course(speech=points(ORDINARY), words=slide)
    assert found.stands_out[100:200].all()
    assert not found.stands_out[:99].any()
    assert not found.stands_out[201:].any()


@pytest.mark.parametrize("factor", [0.01, 1.0, 40.0])
@pytest.mark.parametrize("offset", [-3.0, 0.0, 5.0])
def test_the_scale_of_an_encoder_does_not_matter(factor: float, offset: float) -> None:
    scores = np.array([*ORDINARY, 0.7, *ORDINARY, 0.5])
    plain, scaled = course(speech=points(list(scores))), course(speech=points(list(factor * scores + offset)))
    assert scaled.values == pytest.approx(plain.values, abs=1e-6)
    assert (scaled.stands_out == plain.stands_out).all()


def test_a_word_that_is_everywhere_stands_out_nowhere() -> None:
    rare, frequent = points([3.0], absent=0.0, start=300), points([3.0] * 40, absent=0.0)
    silent = points([0.2] * 40)
    assert course(speech=silent, words=rare).stands_out.any()
    assert not course(speech=silent, words=frequent).stands_out.any()


def test_what_a_filter_leaves_out_is_background_only() -> None:
    scores, admitted = [*ORDINARY, 0.7, 0.6, *ORDINARY], [True] * 30 + [False] + [True] * 31
    found = course(speech=points(scores, admitted=admitted))
    assert at(found, 30) < 0.1, "the passage is not admitted"
    assert at(found, 31) == pytest.approx(1.0, abs=0.02)


def test_videos_are_on_one_scale() -> None:
    found = courses({"a": {"speech": points([*ORDINARY, 0.6])}, "b": {"speech": points([*ORDINARY, 1.0])}})
    assert at(found["a"], 30) == pytest.approx(0.5 * at(found["b"], 30), abs=0.02)


def test_chance_alone_does_not_fill_the_scale() -> None:
    random = np.random.default_rng(3).uniform(0.1, 0.3, 200)
    assert course(speech=points(list(random))).values.max() < 0.7


def test_a_video_without_points_has_no_course() -> None:
    assert courses({"a": {}, "b": {"speech": points([])}}) == {}


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=40), st.lists(st.floats(0, 30), max_size=40))
def test_a_course_is_finite_and_not_negative(dense: list[float], words: list[float]) -> None:
    found = course(speech=points(dense), **({"words": points(words, absent=0.0)} if words else {}))
    assert np.isfinite(found.values).all()
    assert (found.values >= -1e-12).all()
    assert len(found.values) == len(found.stands_out)
    assert found.film_s == PASSAGE_S * max(len(dense), len(words))
