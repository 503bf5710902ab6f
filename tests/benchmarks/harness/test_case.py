"""Goals bound a figure from one side."""

from __future__ import annotations

import pytest

from benchmarks.harness.case import Goal


@pytest.mark.parametrize(("at_most", "at_least"), [(None, None), (1.0, 2.0)])
def test_a_goal_has_one_bound(at_most: float | None, at_least: float | None) -> None:
    with pytest.raises(ValueError, match="either at_most or at_least"):
        Goal(metric="wall", at_most=at_most, at_least=at_least)


@pytest.mark.parametrize(("figure", "reached"), [(0.89, True), (0.9, True), (0.91, False)])
def test_a_figure_on_the_bound_reaches_it(figure: float, reached: bool) -> None:
    assert Goal(metric="wall", at_most=0.9).is_reached(figure) is reached


@pytest.mark.parametrize(("figure", "reached"), [(0.89, False), (0.9, True), (0.91, True)])
def test_a_bound_from_below(figure: float, reached: bool) -> None:
    assert Goal(metric="rate", at_least=0.9).is_reached(figure) is reached


def test_a_bound_of_zero_is_a_bound() -> None:
    assert not Goal(metric="models loaded", at_most=0).is_reached(1)


@pytest.mark.parametrize(
    ("goal", "title"),
    [
        (Goal(metric="wall", at_most=1.1, against="script"), "wall / script <= 1.1"),
        (Goal(metric="first", at_most=8), "first <= 8"),
        (Goal(metric="rate", at_least=0.9, against="bare"), "rate / bare >= 0.9"),
    ],
)
def test_a_goal_says_what_is_divided_by_what(goal: Goal, title: str) -> None:
    assert goal.title == title
