"""course: how well every second of a video answers, from all of its points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.index.types import PointTimes, point_times
from vindex_search.ranking.relevance_curve import RelevanceCurve, relevance_curve, no_curves
from vindex_search.ranking.windows import STEP_S, step_count


def ten_seconds_each(starts: Sequence[float]) -> PointTimes:
    """Passages from those seconds on, each known by its number."""
    return point_times((at, {"channel": "speech", "start_s": start, "end_s": start + 10}) for at, start in enumerate(starts))


def test_a_course_is_made_of_the_points_that_have_a_place() -> None:
    found = relevance_curve(ten_seconds_each([0.0, 10.0, 20.0]), [(1, 0.9), (0, 0.2), (2, 0.1), ("another", 0.7)])
    assert found.starts.tolist() == [10, 0, 20]
    assert found.ends.tolist() == [20, 10, 30]
    assert found.scores.tolist() == [0.9, 0.2, 0.1]


def test_the_curve_is_highest_where_the_video_answers_best() -> None:
    starts = [float(at) for at in range(0, 600, 10)]
    curve = relevance_curve(ten_seconds_each(starts), [(at, 0.9 if at == 30 else 0.2) for at in range(60)]).sample(600)
    assert len(curve) == step_count(600)
    assert int(curve.argmax()) * STEP_S == pytest.approx(305, abs=5)
    assert curve[305 // STEP_S] > 1 > abs(curve[100 // STEP_S])


@given(st.lists(st.tuples(st.integers(0, 300), st.floats(0, 1)), min_size=1, max_size=20), st.integers(1, 400))
def test_a_curve_is_in_deviations_from_its_mean(points: list[tuple[int, float]], seconds: int) -> None:
    made = relevance_curve(ten_seconds_each([float(at) for at, _ in points]), list(enumerate(score for _, score in points)))
    curve = made.sample(seconds)
    assert len(curve) == step_count(seconds)
    assert curve.mean() == pytest.approx(0, abs=1e-6)
    assert curve.std() == pytest.approx(1) or not curve.any()


def test_a_video_that_answers_everywhere_alike_has_a_flat_curve() -> None:
    flat = RelevanceCurve(np.arange(0.0, 100, 10), np.arange(10.0, 110, 10), np.full(10, 0.4))
    assert not flat.sample(110).any()


def test_of_videos_that_nobody_looked_at_no_course_is_known() -> None:
    assert no_curves(["a--x-0000000000"]) == {}
