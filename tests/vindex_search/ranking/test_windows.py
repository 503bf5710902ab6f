"""windows: what stands out of a curve, and by how much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.ranking.windows import (
    WINDOW_LENGTHS_S,
    STEP_S,
    Curve,
    WindowContrast,
    kernel_sum,
    standardize,
    kernel_regression,
    step_count,
)

CURVES = st.lists(st.floats(-10, 10), min_size=1, max_size=350).map(np.array)
LONG = 1800


def noise(seconds: int, seed: int = 3) -> Curve:
    return np.random.default_rng(seed).normal(0, 0.3, step_count(seconds))


def over(curve: Curve, start: int, end: int) -> Curve:
    """The part of a curve over some seconds, to be written to."""
    return curve[start // STEP_S : end // STEP_S]


def seconds(curve: Curve) -> int:
    return len(curve) * STEP_S


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("start", "length"), [(0, 60), (300, 24), (700, 60), (900, 160), (900, 250), (1400, 400)])
def test_a_step_in_noise_is_found(start: int, length: int, seed: int) -> None:
    curve = noise(LONG, seed)
    over(curve, start, start + length)[:] += 2
    begin, end, contrast = WindowContrast(standardize(curve)).best()
    assert begin == pytest.approx(start, abs=0.2 * length)
    assert end == pytest.approx(start + length, abs=0.2 * length)
    assert contrast > 0


def test_a_long_rise_and_a_short_peak_compete_fairly() -> None:
    """Mean times the root of the length: of 156 and 38 seconds the higher may be twice as high."""
    curve = np.zeros(step_count(LONG))
    over(curve, 200, 356)[:], over(curve, 900, 938)[:] = 1.0, 1.8
    assert WindowContrast(curve).best()[:2] == (200, 356)
    over(curve, 900, 938)[:] = 2.2
    assert WindowContrast(curve).best()[:2] == (900, 938)


@given(CURVES)
def test_a_window_lies_in_the_curve_and_has_one_of_the_lengths(curve: Curve) -> None:
    begin, end, _ = WindowContrast(curve).best()
    assert 0 <= begin < end <= seconds(curve)
    assert end - begin in {min(int(length), seconds(curve)) for length in WINDOW_LENGTHS_S}


@given(CURVES, st.data())
def test_a_window_around_a_second_holds_it_and_is_no_better_than_the_best(curve: Curve, data: st.DataObject) -> None:
    second = data.draw(st.integers(0, seconds(curve) - 1))
    contrasts = WindowContrast(curve)
    begin, end, contrast = contrasts.best_around(second)
    assert 0 <= begin <= second < end <= seconds(curve)
    assert contrast <= contrasts.best()[2]


@given(CURVES, st.data())
def test_the_best_window_is_the_best_around_each_of_its_seconds(curve: Curve, data: st.DataObject) -> None:
    contrasts = WindowContrast(curve)
    begin, end, contrast = contrasts.best()
    assert contrasts.best_around(data.draw(st.integers(begin, end - 1)))[2] == contrast


@pytest.mark.parametrize("steps", [1, 2, 4, 5, 6])
def test_a_curve_shorter_than_any_window_is_one_window(steps: int) -> None:
    contrasts = WindowContrast(np.arange(float(steps)))
    for begin, end, contrast in (contrasts.best(), contrasts.best_around(steps * STEP_S - 1)):
        assert end - begin == min(10, steps * STEP_S)
        assert np.isfinite(contrast)


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


def test_a_second_far_from_all_is_like_its_neighbours() -> None:
    found = kernel_regression(np.array([100.0, 1700.0]), np.array([1.0, 3.0]), LONG)
    assert (found[0], found[-1]) == pytest.approx((1.0, 3.0))
    assert found[900 // STEP_S] == pytest.approx(2.0, abs=0.01)


def test_no_points_give_a_flat_curve() -> None:
    nothing = np.zeros(0)
    assert not kernel_regression(nothing, nothing, 50).any()
    assert not kernel_sum(nothing, nothing, 50).any()


@given(st.lists(st.floats(200, 800), min_size=1, max_size=20), st.lists(st.floats(0, 5), min_size=20, max_size=20))
def test_a_density_adds_up(middles: list[float], scores: list[float]) -> None:
    """Away from the ends each point has the whole of the kernel."""
    weights = np.array(scores[: len(middles)])
    one = kernel_sum(np.array([500.0]), np.array([1.0]), 1000).sum()
    assert kernel_sum(np.array(middles), weights, 1000).sum() == pytest.approx(weights.sum() * one)


@given(CURVES)
def test_deviations_have_no_mean_and_one_deviation(curve: Curve) -> None:
    found = standardize(curve)
    assert found.mean() == pytest.approx(0, abs=1e-6)
    assert found.std() == pytest.approx(1) or not found.any()
