"""The growth of a 99th percentile beside that of the logarithm of the points."""

from __future__ import annotations

import math

import pytest

from benchmarks.cases.points import growth


def test_what_grows_with_the_logarithm_grows_by_one() -> None:
    slowest = {points: [10 * math.log(points)] for points in (100_000, 1_000_000)}
    (found,) = growth(slowest)
    assert found.subject == "100,000 to 1,000,000 points"
    assert found.value == pytest.approx(1)


def test_rounds_are_compared_with_themselves() -> None:
    found = list(growth({100_000: [10.0, 20.0], 300_000: [20.0, 20.0]}))
    assert found[0].value == pytest.approx(2 * found[1].value)


def test_libraries_without_a_graph_say_nothing() -> None:
    assert list(growth({2_000: [1.0], 10_000: [5.0]})) == []
