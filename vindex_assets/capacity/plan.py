"""The plan of a library: all figures together, from what is asked, what was measured, and prices."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.index_memory import IndexMemory, index_memory
from vindex_assets.capacity.measured import Measured, Requests
from vindex_assets.capacity.money import DAYS_A_MONTH, request_money, service_money, store_money, work_money
from vindex_assets.capacity.requests import freshness_s, requests_a_day, requests_of_videos
from vindex_assets.capacity.store_bytes import original_bytes, store_bytes
from vindex_assets.capacity.waiting import Service, WaitingTime, waiting
from vindex_assets.capacity.work import (
    HOUR_S,
    VIDEOS_A_RUN,
    StepWork,
    cores_for_backlog,
    cores_for_new,
    gpu_share,
    work_by_step,
)
from vindex_search.common.prices import Prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """Cores, and the machines of the demand's size that have them.

    Attributes:
        backlog_cores: To work off all hours in time.
        new_cores: To keep up with what is new.
        machines: That have the more of both.
        gpus: That keep pace with the cores.
    """

    backlog_cores: int
    new_cores: int
    machines: int
    gpus: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a library takes.

    Attributes:
        work: Core- and GPU-seconds of each step to an hour of video.
        machines: For the work.
        store: Bytes by part.
        originals: Bytes of the uploads.
        index: Points, and bytes of memory of each service.
        import_requests: To S3, for all hours.
        idle_requests: To S3, on a day on which nothing is uploaded.
        freshness_s: Seconds until a service sees what was published.
        waiting: How long a new upload waits; None: new uploads are more than the cores do, or there are none.
        import_money: Once.
        month_money: Each month, by what it is for.
    """

    work: Mapping[str, StepWork]
    machines: Machines
    store: Mapping[str, float]
    originals: float
    index: IndexMemory
    import_requests: Requests
    idle_requests: Requests
    freshness_s: float
    waiting: WaitingTime | None
    import_money: Mapping[str, float]
    month_money: Mapping[str, float]


def make_plan(demand: Demand, measured: Measured, prices: Prices) -> Plan:
    """The plan of a demand."""
    work = work_by_step(demand, measured)
    machines = _machines(demand, work)
    store, index = store_bytes(demand, measured), index_memory(demand, measured)
    videos, services, idle = demand.videos, demand.services, requests_a_day(demand, measured)
    imported = requests_of_videos(videos, measured, library=videos / 2, services=services)  # half of it in the mean
    a_month = demand.hours_a_month * demand.videos_an_hour
    new = requests_of_videos(a_month, measured, library=videos, services=services)
    return Plan(
        work=work,
        machines=machines,
        store=store,
        originals=original_bytes(demand),
        index=index,
        import_requests=imported,
        idle_requests=idle,
        freshness_s=freshness_s(demand.videos),
        waiting=_waiting(demand, measured, machines),
        import_money={"work": work_money(demand.hours, work, prices), "requests": request_money(imported, prices)},
        month_money={
            "new videos": work_money(demand.hours_a_month, work, prices) + request_money(new, prices),
            "store": store_money(sum(store.values()), prices),
            "requests of an idle library": DAYS_A_MONTH * request_money(idle, prices),
            "services": service_money(demand, index, prices),
        },
    )


def _machines(demand: Demand, work: Mapping[str, StepWork]) -> Machines:
    core_s = sum(one.core_s for one in work.values())
    backlog, new = cores_for_backlog(core_s, demand), cores_for_new(core_s, demand)
    return Machines(
        backlog_cores=backlog,
        new_cores=new,
        machines=math.ceil(max(backlog, new) / demand.cores),
        gpus=math.ceil(max(backlog, new) * gpu_share(work)),
    )


def _waiting(demand: Demand, measured: Measured, machines: Machines) -> WaitingTime | None:
    """Of new uploads on the cores that keep up with them."""
    videos_a_day = demand.hours_a_month * demand.videos_an_hour / DAYS_A_MONTH
    if not videos_a_day:
        return None
    return waiting(videos_a_day, machines.new_cores, service_of(demand, measured))


def service_of(demand: Demand, measured: Measured) -> Service:
    """The service times of runs: what a run takes beside its videos, and what a video takes."""
    alone, full = (
        sum(one.core_s for one in work_by_step(demand, measured, videos_a_run=videos).values()) / demand.videos_an_hour
        for videos in (1, VIDEOS_A_RUN)
    )
    start_s = (alone - full) * VIDEOS_A_RUN / (VIDEOS_A_RUN - 1)
    return Service(start_s=start_s, video_s=alone - start_s)


def core_hours(work: Mapping[str, StepWork]) -> float:
    """Core-hours to an hour of video."""
    return sum(one.core_s for one in work.values()) / HOUR_S
