"""A plan as lines of a terminal: one fact a line, with its unit, and what was assumed rather than measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.measured import Measured
from vindex_assets.capacity.money import GB, GIB, service_cores
from vindex_assets.capacity.plan import Plan, core_hours
from vindex_assets.capacity.work import StepWork

WIDTH: Final = 38
NOT_MEASURED: Final = {
    "standard": "the standard model set: its speech by the number of parameters, its frames by operations",
    "gpu": "what a GPU does: factors of 40 to 200 to a core",
    "always": "the memory of the index (by formula alone), the bit rate of uploads (2 Mbit/s), answers of S3 in 30 ms, "
    "a busiest hour of twice the mean",
}


def plan_lines(demand: Demand, plan: Plan, measured: Measured) -> Iterator[str]:
    """The lines of a plan."""
    yield f"{demand.hours:,.0f} hours of {demand.profile} in {demand.videos:,.0f} videos, model set {demand.models}"
    yield from _work_lines(demand, plan)
    yield from _store_lines(plan)
    yield from _index_lines(demand, plan)
    yield from _request_lines(plan)
    yield from _money_lines(plan)
    yield ""
    yield from _provenance_lines(demand, measured)


def _work_lines(demand: Demand, plan: Plan) -> Iterator[str]:
    machines = plan.machines
    yield from _head("work")
    for name, work in sorted(plan.work.items(), key=lambda item: -item[1].core_s):
        yield _line(name, _step(work))
    yield _line("to an hour of video", f"{core_hours(plan.work):.2f} core-hours")
    yield _line(f"the backlog in {demand.backlog_days:g} days", f"{machines.backlog_cores:,} cores")
    if demand.hours_a_month:
        yield _line(f"{demand.hours_a_month:,.0f} new hours a month", f"{machines.new_cores:,} cores")
        yield _line("upload to searchable", _waiting(plan))
    yield _line(f"machines of {demand.cores:g} cores", f"{machines.machines:,}")
    if machines.gpus:
        yield _line("GPUs", f"{machines.gpus:,}")


def _step(work: StepWork) -> str:
    gpu = f", {work.gpu_s:,.1f} GPU-s" if work.gpu_s else ""
    return f"{work.core_s:,.1f} core-s an hour of video{gpu}"


def _waiting(plan: Plan) -> str:
    if plan.waiting is None:
        return "the queue grows without end"
    return f"{plan.waiting.mean_s:,.0f} s in the mean, {plan.waiting.busiest_s:,.0f} s in the busiest hour"


def _store_lines(plan: Plan) -> Iterator[str]:
    yield from _head("store")
    for part, size in plan.store.items():
        yield _line(part, _bytes(size))
    yield _line("in all", _bytes(sum(plan.store.values())))
    yield _line("the uploads themselves", _bytes(plan.originals))


def _index_lines(demand: Demand, plan: Plan) -> Iterator[str]:
    yield from _head("index")
    for channel, points in plan.index.points.items():
        yield _line(f"points: {channel}", f"{points:,.0f}")
    for part, size in plan.index.parts.items():
        yield _line(part, _bytes(size))
    yield _line("memory of a service", f"{plan.index.total / GIB:,.1f} GiB ({service_cores(plan.index):.0f} cores)")
    yield _line("services", f"{demand.services}")


def _request_lines(plan: Plan) -> Iterator[str]:
    yield from _head("requests to S3")
    yield _line("the backlog", _kinds(plan.import_requests))
    yield _line("a day without uploads", _kinds(plan.idle_requests))
    yield _line("published to searchable", f"{plan.freshness_s:,.1f} s at most")


def _money_lines(plan: Plan) -> Iterator[str]:
    yield from _head("money, by the prices of VINDEX_PRICE_*")
    for name, amount in plan.import_money.items():
        yield _line(f"once: {name}", f"{amount:,.2f}")
    for name, amount in plan.month_money.items():
        yield _line(f"a month: {name}", f"{amount:,.2f}")
    yield _line("a month in all", f"{sum(plan.month_money.values()):,.2f}")


def _provenance_lines(demand: Demand, measured: Measured) -> Iterator[str]:
    at = measured.measured_on[demand.profile]
    where = f"{at['processor']}, {at['cores']} cores, load {at['load']:.1f}"
    yield f"Measured on {where}; commit {at['commit']}, {at['measured_at']}."
    assumed = [NOT_MEASURED["always"]]
    assumed += [NOT_MEASURED["standard"]] if demand.models == "standard" else []
    assumed += [NOT_MEASURED["gpu"]] if demand.gpu else []
    yield from (f"Not measured: {one}." for one in assumed)


def _head(title: str) -> tuple[str, str]:
    return "", title


def _line(name: str, value: str) -> str:
    return f"  {name:<{WIDTH}}{value}"


def _bytes(size: float) -> str:
    return f"{size / GB:,.2f} GB"


def _kinds(requests: Mapping[str, float]) -> str:
    return ", ".join(f"{count:,.0f} {kind}" for kind, count in requests.items() if count >= 1)
