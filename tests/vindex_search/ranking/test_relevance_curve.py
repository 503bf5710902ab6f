"""Relevance curves: smoothing of scores over a grid of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.index.types import PointTimes, point_times
from vindex_search.ranking.relevance_curve import (
    STEP_S,
    Curve,
    RelevanceCurve,
    kernel_regression,
    kernel_sum,
    no_curves,
    relevance_curve,
    standardize,
    step_count,
)


def ten_seconds_each(starts: Sequence[float]) -> PointTimes:
    """Passages of ten seconds; the id of each is its number."""
    return point_times(
        (at, {"channel": "speech", "start_s": start, "end_s": start + 10}) for at, start in enumerate(starts)
    )


def test_points_without_times_are_ignored() -> None:
    found = relevance_curve(ten_seconds_each([0.0, 10.0, 20.0]), [(1, 0.9), (0, 0.2), (2, 0.1), ("unknown", 0.7)])
    assert found.starts.tolist() == [10, 0, 20]
    assert found.ends.tolist() == [20, 10, 30]
    assert found.scores.tolist() == [0.9, 0.2, 0.1]


def test_the_curve_is_highest_at_the_best_point() -> None:
    starts = [float(at) for at in range(0, 600, 10)]
    curve = relevance_curve(ten_seconds_each(starts), [(at, 0.9 if at == 30 else 0.2) for at in range(60)]).sample(600)
    assert len(curve) == step_count(600)
    assert int(curve.argmax()) * STEP_S == pytest.approx(305, abs=5)
    assert curve[305 // STEP_S] > 1 > abs(curve[100 // STEP_S])


def test_points_without_words_count_as_zero() -> None:
    """The index returns the others alone: two near each other are more than one."""
    times = ten_seconds_each([100.0, 110.0, 400.0])
    said = relevance_curve(times, [(0, 2.0), (1, 2.0), (2, 2.0)], "words").sample(600)
    spoken = relevance_curve(times, [(0, 2.0), (1, 2.0), (2, 2.0)]).sample(600)
    assert said[110 // STEP_S] > 1.5 * said[405 // STEP_S] > 0
    assert said[250 // STEP_S] < 0
    assert not spoken.any()


@given(st.lists(st.tuples(st.integers(0, 300), st.floats(0, 1)), min_size=1, max_size=20), st.integers(1, 400))
def test_a_curve_has_zero_mean_and_unit_deviation(points: list[tuple[int, float]], seconds: int) -> None:
    made = relevance_curve(
        ten_seconds_each([float(at) for at, _ in points]), list(enumerate(score for _, score in points))
    )
    curve = made.sample(seconds)
    assert len(curve) == step_count(seconds)
    assert curve.mean() == pytest.approx(0, abs=1e-6)
    assert curve.std() == pytest.approx(1) or not curve.any()


def test_equal_scores_give_a_flat_curve() -> None:
    flat = RelevanceCurve(np.arange(0.0, 100, 10), np.arange(10.0, 110, 10), np.full(10, 0.4))
    assert not flat.sample(110).any()


def test_the_empty_source_has_no_curves() -> None:
    assert no_curves(["a--x-0000000000"]) == {}


@given(st.floats(-5, 5), st.lists(st.floats(0, 3000), min_size=1, max_size=30), st.integers(1, 2000))
def test_the_regression_of_a_constant_is_constant(value: float, middles: list[float], seconds: int) -> None:
    found = kernel_regression(np.array(middles), np.full(len(middles), value), seconds)
    assert found == pytest.approx(np.full(step_count(seconds), value))


@given(st.lists(st.tuples(st.floats(0, 2000), st.floats(-3, 3)), min_size=1, max_size=30), st.integers(1, 2000))
def test_a_regression_stays_between_its_scores(points: list[tuple[float, float]], seconds: int) -> None:
    middles, scores = np.array(points).T
    found = kernel_regression(middles, scores, seconds)
    assert len(found) == step_count(seconds)
    assert found.min() >= scores.min() - 1e-9
    assert found.max() <= scores.max() + 1e-9


def test_steps_far_from_all_points_are_interpolated() -> None:
    found = kernel_regression(np.array([100.0, 1700.0]), np.array([1.0, 3.0]), 1800)
    assert (found[0], found[-1]) == pytest.approx((1.0, 3.0))
    assert found[900 // STEP_S] == pytest.approx(2.0, abs=0.01)


def test_no_points_give_a_flat_curve() -> None:
    nothing = np.zeros(0)
    assert not kernel_regression(nothing, nothing, 50).any()
    assert not kernel_sum(nothing, nothing, 50).any()


@given(st.lists(st.floats(200, 800), min_size=1, max_size=20), st.lists(st.floats(0, 5), min_size=20, max_size=20))
def test_a_kernel_sum_adds_up(middles: list[float], scores: list[float]) -> None:
    """Away from the ends every point contributes a whole kernel."""
    weights = np.array(scores[: len(middles)])
    one = kernel_sum(np.array([500.0]), np.array([1.0]), 1000).sum()
    assert kernel_sum(np.array(middles), weights, 1000).sum() == pytest.approx(weights.sum() * one)


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=350).map(np.array))
def test_a_standardized_curve_has_zero_mean_and_unit_deviation(curve: Curve) -> None:
    found = standardize(curve)
    assert found.mean() == pytest.approx(0, abs=1e-6)
    assert found.std() == pytest.approx(1) or not found.any()


@pytest.mark.parametrize(("length", "width"), [(3600, 12.0), (600, 12.0), (400, 8.0), (100, 2.0), (50, 1.0), (20, 1.0)])
def test_the_kernel_is_a_gaussian_of_a_fiftieth_of_the_video_between_one_and_twelve_seconds(
    length: int, width: float
) -> None:
    middle = length // 2 // STEP_S * STEP_S
    curve = kernel_sum(np.array([float(middle)]), np.array([3.0]), length)
    distances = np.abs(np.arange(0, length, 2) - middle)
    expected = 3 * np.exp(-0.5 * (distances / width) ** 2)
    assert curve == pytest.approx(np.where(distances <= 4 * width, expected, 0.0), abs=1e-9)


def test_a_regression_is_the_weighted_mean() -> None:
    found = kernel_regression(np.array([600.0, 624.0]), np.array([1.0, 0.0]), 1200)
    near, far = np.exp(-0.5 * 0**2), np.exp(-0.5 * 2**2)
    assert found[300] == pytest.approx(near / (near + far))
    assert found[306] == pytest.approx(0.5)


def test_a_point_counts_as_far_as_the_kernel_reaches() -> None:
    """At the edge of its reach only the nearer point is left, and its score is all that counts."""
    found = kernel_regression(np.array([576.0, 600.0]), np.array([0.0, 1.0]), 1200)
    assert found[[624 // 2, 636 // 2, 648 // 2, 900 // 2]] == pytest.approx([0.99970, 1.0, 1.0, 1.0], abs=0.003)


@pytest.mark.parametrize(("seconds", "steps"), [(1, 1), (2, 1), (3, 2), (4, 2), (600, 300)])
def test_a_curve_has_a_value_every_two_seconds(seconds: int, steps: int) -> None:
    assert step_count(seconds) == steps
    assert len(kernel_sum(np.array([0.0]), np.array([1.0]), seconds)) == steps


def test_a_point_after_the_end_counts_at_the_end() -> None:
    """Its middle may be rounded to the second after the last."""
    found = kernel_sum(np.array([610.0]), np.array([1.0]), 600)
    assert int(found.argmax()) == 299
    assert found[299] == pytest.approx(1.0)


def test_a_point_lies_in_its_middle() -> None:
    curve = RelevanceCurve(np.array([100.0, 300.0]), np.array([200.0, 500.0]), np.array([1.0, 0.0])).sample(600)
    assert int(curve.argmax()) * STEP_S <= 150
    assert curve[150 // STEP_S] == pytest.approx(curve.max())
    assert curve[400 // STEP_S] == pytest.approx(curve.min())


def test_small_differences_are_no_rounding() -> None:
    assert standardize(np.array([0.0, 1e-8])).tolist() == pytest.approx([-1, 1])
    assert not standardize(np.array([0.0, 1e-10])).any()
