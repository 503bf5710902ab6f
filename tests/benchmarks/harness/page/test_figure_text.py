"""Figures as text."""

from __future__ import annotations

import pytest

from benchmarks.harness.page.figure_text import compared, shown, shown_number
from benchmarks.harness.ratios import Spread


@pytest.mark.parametrize(
    ("figure", "text"),
    [(0.0, "0"), (0.01234, "0.0123"), (12.34, "12.3"), (999.4, "999"), (1234.5, "1,234"), (1_234_567.0, "1,234,567")],
)
def test_three_digits_and_whole_thousands(figure: float, text: str) -> None:
    assert shown_number(figure) == text


def test_the_range_stands_behind_the_median() -> None:
    assert shown(Spread(12.34, 11.9, 14.0)) == "12.3 (11.9-14)"


def test_a_range_that_cannot_be_seen_is_left_out() -> None:
    assert shown(Spread(12.34, 12.33, 12.33)) == "12.3"


@pytest.mark.parametrize(("over", "text"), [(0.314, "vindex 0.31x"), (1.0, "vindex 1x"), (2.345, "vindex 2.35x")])
def test_a_ratio_says_whose_it_is(over: float, text: str) -> None:
    assert compared(over) == text
