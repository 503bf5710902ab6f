"""Which videos runs are working on, and runs that nobody works on any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import dagster as dg

from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.worker_tag import WORKER_TAG, is_worker_gone

PARTITION_TAG: Final = "dagster/partition"
RANGE_START_TAG: Final = "dagster/asset_partition_range_start"
RANGE_END_TAG: Final = "dagster/asset_partition_range_end"
LANE_TAG: Final = "vindex/lane"
WORKSPACE_TAG: Final = "vindex/workspace"
UNLIMITED: Final = -1  # as dagster.yaml says that the queue has no limit
UNLIMITED_SLOTS: Final = 32  # then, a number to size batches by
ACTIVE_STATUSES: Final = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def fail_orphaned_runs(instance: dg.DagsterInstance) -> list[str]:
    """Mark runs as failed whose worker on this machine is gone; returns their ids."""
    abandoned = [run for run in _under_way(instance) if _is_abandoned(instance, run)]
    dead = [run for run in abandoned if _is_unfinished(instance, run)]
    for run in dead:
        instance.report_run_failed(run, message="the worker of this run is gone (killed, or the machine restarted)")
    return [run.run_id for run in dead]


def videos_in_flight(instance: dg.DagsterInstance) -> set[str]:
    """Ids of the videos that queued or started runs will see or are seeing to."""
    runs = _under_way(instance)
    busy = {run.tags[PARTITION_TAG] for run in runs if PARTITION_TAG in run.tags}
    ranges = [(run.tags[RANGE_START_TAG], run.tags[RANGE_END_TAG]) for run in runs if RANGE_START_TAG in run.tags]
    return busy | (_keys_between(instance.get_dynamic_partitions(VIDEOS), ranges) if ranges else set())


def queued_by_lane(instance: dg.DagsterInstance) -> dict[tuple[str, str], int]:
    """How many runs are queued or started, by the lane and the workspace that they were asked for in."""
    tags = [run.tags for run in _under_way(instance)]
    return dict(Counter((of[LANE_TAG], of[WORKSPACE_TAG]) for of in tags if LANE_TAG in of and WORKSPACE_TAG in of))


def run_slots(instance: dg.DagsterInstance) -> int:
    """How many runs the queue of this instance lets work at once."""
    queue = instance.get_concurrency_config().run_queue_config
    most = queue.max_concurrent_runs if queue else 1
    return UNLIMITED_SLOTS if most == UNLIMITED else max(1, most)


def is_job_active(instance: dg.DagsterInstance, job: str) -> bool:
    """Whether a run of a job is queued or started."""
    return any(run.job_name == job for run in _under_way(instance))


def _under_way(instance: dg.DagsterInstance) -> list[dg.DagsterRun]:
    return list(instance.get_runs(filters=dg.RunsFilter(statuses=ACTIVE_STATUSES)))


def _keys_between(keys: Iterable[str], ranges: Iterable[tuple[str, str]]) -> set[str]:
    """Keys that lie in any of the ranges, both ends included; Dagster counts them in the order of their insertion."""
    place = {key: at for at, key in enumerate(keys)}
    ordered = list(place)
    found: set[str] = set()
    for start, end in ranges:
        if start in place and end in place:
            found.update(ordered[place[start] : place[end] + 1])
    return found


def _is_abandoned(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Whether the worker of a run is gone; a run begun anew has its parent's tags until its own worker names itself."""
    tag = run.tags.get(WORKER_TAG, "")
    if not is_worker_gone(tag):
        return False
    parent = instance.get_run_by_id(run.parent_run_id) if run.parent_run_id else None
    return parent is None or parent.tags.get(WORKER_TAG) != tag


def _is_unfinished(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Whether a run that was under way still is: its worker may have ended it and gone since the runs were read."""
    now = instance.get_run_by_id(run.run_id)
    return now is not None and not now.is_finished
