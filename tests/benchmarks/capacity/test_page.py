"""The page on capacity shows what the command prints."""

from __future__ import annotations

from benchmarks.capacity.page import PAGE, default_prices, filled
from tests.support.benchmarks.capacity.figures import MEASURED, PRICES
from vindex_assets.capacity.measured import read_measured


def test_the_page_has_the_plans_of_the_figures_that_are_shipped() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert filled(text, read_measured(), default_prices()) == text


def test_a_plan_takes_the_place_of_what_stood_there() -> None:
    found = filled("a\n<!-- plan: hours=10 profile=film -->\nold\n<!-- end -->\nb", MEASURED, PRICES)
    assert found.startswith("a\n<!-- plan: hours=10 profile=film -->\n```\n10 hours of film in 60 videos")
    assert found.endswith("\n```\n<!-- end -->\nb")
    assert "old" not in found
