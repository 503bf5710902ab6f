"""Contrast windows: which range of a curve stands out, and by how much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
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


def contrast_of(curve: Curve, start: int, end: int) -> float:
    """The definition, step by step: sixty seconds of the curve's own mean lie outside too."""
    first, last = start // STEP_S, end // STEP_S
    prior = np.full(60 // STEP_S, curve.mean())
    outside = np.concatenate([curve[:first], curve[last:], prior])
    return float((last - first) ** 0.5 * (curve[first:last].mean() - outside.mean()))


def windows_of(curve: Curve) -> list[tuple[int, int]]:
    """Every window over a curve, the shorter ones first."""
    lengths = sorted({min(length // STEP_S, len(curve)) for length in (10, 14, 24, 38, 62, 98, 156, 250, 400)})
    return [
        (first * STEP_S, (first + length) * STEP_S) for length in lengths for first in range(len(curve) - length + 1)
    ]


SHORT_CURVES = st.lists(st.floats(-10, 10), min_size=1, max_size=70).map(np.array)


@settings(max_examples=40)
@given(SHORT_CURVES, st.data())
def test_the_best_windows_are_those_of_all_windows(curve: Curve, data: st.DataObject) -> None:
    second = data.draw(st.integers(0, seconds(curve) - 1))
    every = windows_of(curve)
    around = [(start, end) for start, end in every if start <= second < end]
    windows = WindowContrast(curve)
    for found, among in ((windows.best(), every), (windows.best_around(second), around)):
        assert found[:2] in among
        assert found.contrast == pytest.approx(contrast_of(curve, *found[:2]), abs=1e-9)
        assert found.contrast == pytest.approx(max(contrast_of(curve, *window) for window in among), abs=1e-9)


def test_a_window_over_nearly_all_of_a_short_video_is_not_held_against_the_seconds_that_are_left() -> None:
    """Outside of 62 of 70 seconds is little more than the mean; else its end would make it beat the peak within."""
    curve = np.full(35, 1.0)
    curve[31:], curve[10:15] = -1.0, 2.2
    assert WindowContrast(curve).best()[:2] == (20, 30)


def test_among_equal_windows_the_earlier_one_is_the_best() -> None:
    curve = np.zeros(step_count(LONG))
    over(curve, 200, 210)[:] = over(curve, 900, 910)[:] = 1.0
    assert WindowContrast(curve).best()[:2] == (200, 210)
    assert WindowContrast(np.zeros(200)).best()[:2] == (0, 10)


def test_a_second_at_or_after_the_end_counts_as_the_last() -> None:
    curve = np.zeros(step_count(200))
    over(curve, 190, 200)[:] = 1.0
    for second in (199.5, 200.0, 260.0):
        assert WindowContrast(curve).best_around(second)[:2] == (190, 200)
