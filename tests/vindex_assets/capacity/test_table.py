"""A plan as people read it."""

from __future__ import annotations

from tests.support.benchmarks.capacity.figures import MEASURED, PRICES
from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.plan import make_plan
from vindex_assets.capacity.table import plan_lines


def lines(demand: Demand) -> list[str]:
    return list(plan_lines(demand, make_plan(demand, MEASURED, PRICES), MEASURED))


def value(demand: Demand, name: str) -> str:
    return next(line for line in lines(demand) if line.startswith(f"  {name}")).removeprefix(f"  {name}").strip()


def test_the_head_says_what_was_asked() -> None:
    assert lines(Demand(hours=10_000))[0] == "10,000 hours of talk in 60,000 videos, model set offline"


def test_work_and_store_have_units() -> None:
    assert value(Demand(hours=10), "to an hour of video") == "0.31 core-hours"
    assert value(Demand(hours=10), "in all") == "1.50 GB"


def test_waiting_is_told_where_something_is_new() -> None:
    assert "in the busiest hour" in value(Demand(hours=10, hours_a_month=1000), "upload to searchable")


def test_nothing_new_has_no_waiting() -> None:
    assert not any("upload to searchable" in line for line in lines(Demand(hours=10)))


def test_what_is_assumed_is_said() -> None:
    assumed = [line for line in lines(Demand(hours=10, models="standard", gpu=True)) if line.startswith("Not measured")]
    assert len(assumed) == 3


def test_the_figures_say_where_they_come_from() -> None:
    assert "Measured on Example, 2 cores, load 0.5; commit 0123abcd, now." in lines(Demand(hours=10))
