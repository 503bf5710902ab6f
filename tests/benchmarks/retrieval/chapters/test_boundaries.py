"""How near bounds are to the true ones."""

from __future__ import annotations

import pytest

from benchmarks.retrieval.chapters.boundaries import f1, window_diff


@pytest.mark.parametrize(
    ("found", "expected"), [([100.0, 200.0], 1.0), ([108.0], 2 / 3), ([95.0, 105.0], 0.5), ([300.0], 0.0), ([], 0.0)]
)
def test_each_bound_matches_one_at_most(found: list[float], expected: float) -> None:
    assert f1([100.0, 200.0], found, within_s=10.0) == pytest.approx(expected)


def test_nothing_to_find_is_found() -> None:
    assert f1([], [], within_s=10.0) == 1.0


def test_the_same_bounds_differ_in_no_window() -> None:
    assert window_diff([100.0, 200.0], [100.0, 200.0], 300.0) == 0.0


def test_a_near_miss_costs_less_than_a_far_one() -> None:
    near, far = (window_diff([150.0], [bound], 300.0) for bound in (155.0, 250.0))

    assert 0 < near < far
