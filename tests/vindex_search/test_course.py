"""course: how well every second of a video answers, from all of its points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vindex_search.found import hit
from vindex_search.course import Course, course, unknown


def test_a_course_is_made_of_a_videos_points() -> None:
    found = course([hit("speech", start=at, score=score) for at, score in ((0, 0.2), (10, 0.9), (20, 0.1))])
    assert found.starts.tolist() == [0, 10, 20]
    assert found.ends.tolist() == [10, 20, 30]
    assert found.scores.tolist() == [0.2, 0.9, 0.1]


def test_the_curve_is_highest_where_the_video_answers_best() -> None:
    points = [hit("speech", start=at, score=0.9 if at == 300 else 0.2) for at in range(0, 600, 10)]
    curve = course(points).curve(600)
    assert len(curve) == 600
    assert int(curve.argmax()) == pytest.approx(305, abs=5)
    assert curve[305] > 1 > abs(curve[100])


@given(st.lists(st.tuples(st.integers(0, 300), st.floats(0, 1)), min_size=1, max_size=20), st.integers(1, 400))
def test_a_curve_has_every_second_in_deviations_from_its_mean(points: list[tuple[int, float]], seconds: int) -> None:
    curve = course([hit("speech", start=at, score=score) for at, score in points]).curve(seconds)
    assert len(curve) == seconds
    assert curve.mean() == pytest.approx(0, abs=1e-6)
    assert curve.std() == pytest.approx(1) or not curve.any()


def test_a_video_that_answers_everywhere_alike_has_a_flat_curve() -> None:
    flat = Course(np.arange(0.0, 100, 10), np.arange(10.0, 110, 10), np.full(10, 0.4))
    assert not flat.curve(110).any()


def test_of_videos_that_nobody_looked_at_no_course_is_known() -> None:
    assert unknown(["a--x-0000000000"]) == {}
