"""Growth is the exponent over sizes."""

from __future__ import annotations

import pytest

from benchmarks.harness.growth import growth, medians_by_size
from tests.support.benchmarks.samples import growing, in_rounds, sample


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 1.02, 2.0])
def test_the_exponent_is_that_of_the_power_law(exponent: float) -> None:
    [found] = growth(growing(exponent))
    assert found.exponent == pytest.approx(exponent, abs=1e-9)


def test_the_factor_is_from_the_smallest_to_the_largest() -> None:
    [found] = growth(list(reversed(growing(1.0))))
    assert found.factor == pytest.approx(100.0)
    assert found.sizes == (10.0, 1000.0)


def test_what_has_no_size_does_not_grow() -> None:
    assert not list(growth(in_rounds([1.0, 2.0])))


def test_one_size_is_no_growth() -> None:
    assert not list(growth([sample(1.0, size=10), sample(2.0, size=10, round_=1)]))


def test_a_figure_of_zero_has_no_logarithm() -> None:
    assert not list(growth([sample(0.0, size=10), sample(2.0, size=100)]))


def test_each_metric_grows_by_itself() -> None:
    found = {one.metric: round(one.exponent, 6) for one in growth(growing(1.0) + growing(0.5, metric="memory"))}
    assert found == {"wall": 1.0, "memory": 0.5}


def test_rounds_of_a_size_count_as_their_median() -> None:
    samples = [sample(value, size=10, round_=number) for number, value in enumerate((1.0, 9.0, 2.0))]
    assert medians_by_size(samples, "wall", "vindex") == {10: 2.0}
