"""How growth is told from the cost of the next video at several sizes."""

from __future__ import annotations

import pytest

from benchmarks.cases.videos import deviation, exponent

SIZES = (10, 100, 1000)


def test_a_constant_cost_grows_with_exponent_one() -> None:
    assert exponent(SIZES, (3.0, 3.0, 3.0)) == pytest.approx(1.0)


def test_a_cost_in_proportion_to_the_size_grows_with_exponent_two() -> None:
    assert exponent(SIZES, (1.0, 10.0, 100.0)) == pytest.approx(2.0)


def test_the_deviation_is_the_largest_from_the_median() -> None:
    assert deviation((1.0, 1.1, 1.5)) == pytest.approx(0.4 / 1.1)
