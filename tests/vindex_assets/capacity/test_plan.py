"""A plan as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.benchmarks.capacity.figures import MEASURED, PRICES
from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.plan import Plan, core_hours, make_plan, service_of


def plan_of(hours: float, **more: float) -> Plan:
    return make_plan(Demand(hours=hours, **more), MEASURED, PRICES)  # type: ignore[arg-type]  # floats, all of them


@given(hours=st.floats(100, 10_000))
def test_ten_times_the_hours_take_ten_times_the_store(hours: float) -> None:
    one, ten = plan_of(hours), plan_of(10 * hours)
    assert sum(ten.store.values()) == pytest.approx(10 * sum(one.store.values()))


def test_work_to_an_hour_does_not_depend_on_how_many_there_are() -> None:
    assert core_hours(plan_of(10).work) == core_hours(plan_of(1_000_000).work)


def test_machines_have_the_cores_of_backlog_or_of_what_is_new() -> None:
    plan = plan_of(10_000, hours_a_month=1_000_000, cores=8)
    assert plan.machines.new_cores > plan.machines.backlog_cores
    assert plan.machines.machines == -(-plan.machines.new_cores // 8)


def test_nothing_new_waits_for_nothing() -> None:
    assert plan_of(100).waiting is None


def test_new_uploads_wait_on_the_cores_that_keep_up_with_them() -> None:
    found = plan_of(100, hours_a_month=10_000).waiting
    assert found is not None
    assert found.busiest_load <= 1


def test_the_service_times_are_those_of_the_work() -> None:
    service = service_of(Demand(hours=1), MEASURED)
    assert service.start_s == pytest.approx(16)
    assert service.video_s == pytest.approx((6 * 2 + 1100) / 6)


def test_a_library_without_a_service_pays_for_none() -> None:
    assert plan_of(100, services=0).month_money["services"] == 0
