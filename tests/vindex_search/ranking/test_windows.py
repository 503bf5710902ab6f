"""Contrast windows: which range of a curve stands out, and by how much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.ranking.relevance_curve import STEP_S, Curve, standardize, step_count
from vindex_search.ranking.windows import WINDOW_LENGTHS_S, WindowContrast

CURVES = st.lists(st.floats(-10, 10), min_size=1, max_size=350).map(np.array)
LONG = 1800


def noise(seconds: int, seed: int = 3) -> Curve:
    return np.random.default_rng(seed).normal(0, 0.3, step_count(seconds))


def over(curve: Curve, start: int, end: int) -> Curve:
    """A writable view of the part of a curve over some seconds."""
    return curve[start // STEP_S : end // STEP_S]


def seconds(curve: Curve) -> int:
    return len(curve) * STEP_S


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("start", "length"), [(0, 60), (300, 24), (700, 60), (900, 160), (900, 250), (1400, 400)])
def test_a_step_in_noise_is_located(start: int, length: int, seed: int) -> None:
    curve = noise(LONG, seed)
    over(curve, start, start + length)[:] += 2
    begin, end, contrast = WindowContrast(standardize(curve)).best()
    assert begin == pytest.approx(start, abs=0.2 * length)
    assert end == pytest.approx(start + length, abs=0.2 * length)
    assert contrast > 0


def test_a_long_rise_and_a_short_peak_compete_fairly() -> None:
    """By mean times the root of the length, 38 seconds need twice the height of 156."""
    curve = np.zeros(step_count(LONG))
    over(curve, 200, 356)[:], over(curve, 900, 938)[:] = 1.0, 1.8
    assert WindowContrast(curve).best()[:2] == (200, 356)
    over(curve, 900, 938)[:] = 2.2
    assert WindowContrast(curve).best()[:2] == (900, 938)


@given(CURVES)
def test_a_window_is_inside_the_curve_and_has_one_of_the_lengths(curve: Curve) -> None:
    begin, end, _ = WindowContrast(curve).best()
    assert 0 <= begin < end <= seconds(curve)
    assert end - begin in {min(int(length), seconds(curve)) for length in WINDOW_LENGTHS_S}


@given(CURVES, st.data())
def test_a_window_around_a_second_contains_it_and_is_no_better_than_the_best(curve: Curve, data: st.DataObject) -> None:
    second = data.draw(st.integers(0, seconds(curve) - 1))
    windows = WindowContrast(curve)
    begin, end, contrast = windows.best_around(second)
    assert 0 <= begin <= second < end <= seconds(curve)
    assert contrast <= windows.best()[2]


@given(CURVES, st.data())
def test_the_best_window_is_the_best_around_each_of_its_seconds(curve: Curve, data: st.DataObject) -> None:
    windows = WindowContrast(curve)
    begin, end, contrast = windows.best()
    assert windows.best_around(data.draw(st.integers(begin, end - 1)))[2] == contrast


@pytest.mark.parametrize("steps", [1, 2, 4, 5, 6])
def test_a_curve_shorter_than_every_window_is_one_window(steps: int) -> None:
    windows = WindowContrast(np.arange(float(steps)))
    for begin, end, contrast in (windows.best(), windows.best_around(steps * STEP_S - 1)):
        assert end - begin == min(10, steps * STEP_S)
        assert np.isfinite(contrast)
