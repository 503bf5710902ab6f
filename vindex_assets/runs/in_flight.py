"""Runs in flight: their videos, their lanes, and those whose worker is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import dagster as dg

from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.pool_slots import free_pool_slots
from vindex_assets.runs.worker_tag import WORKER_TAG, is_worker_gone

PARTITION_TAG: Final = "dagster/partition"
RANGE_START_TAG: Final = "dagster/asset_partition_range_start"
RANGE_END_TAG: Final = "dagster/asset_partition_range_end"
LANE_TAG: Final = "vindex/lane"
WORKSPACE_TAG: Final = "vindex/workspace"
UNLIMITED: Final = -1  # max_concurrent_runs of a queue without a limit
UNLIMITED_SLOTS: Final = 32  # what batches are sized by then
ACTIVE_STATUSES: Final = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def fail_orphaned_runs(instance: dg.DagsterInstance) -> list[str]:
    """Fail the runs whose worker was on this machine and is gone; returns their ids."""
    orphaned = [run for run in _active_runs(instance) if is_orphaned(instance, run)]
    unfinished = [run for run in orphaned if _is_unfinished(instance, run)]
    for run in unfinished:
        instance.report_run_failed(
            run, message="the worker process of this run is gone: it was killed, or the machine restarted"
        )
        free_pool_slots(instance, run.run_id)
    return [run.run_id for run in unfinished]


def is_orphaned(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Whether the worker of a run is gone; a retry has its parent's worker tag until its own worker sets one."""
    tag = run.tags.get(WORKER_TAG, "")
    if not is_worker_gone(tag):
        return False
    parent = instance.get_run_by_id(run.parent_run_id) if run.parent_run_id else None
    return parent is None or parent.tags.get(WORKER_TAG) != tag


def videos_in_flight(
    instance: dg.DagsterInstance, statuses: Sequence[dg.DagsterRunStatus] = ACTIVE_STATUSES
) -> set[str]:
    """Ids of the videos that queued and started runs are for, or runs of these statuses alone."""
    return videos_of_runs(instance, instance.get_runs(filters=dg.RunsFilter(statuses=list(statuses))))


def videos_of_runs(instance: dg.DagsterInstance, runs: Sequence[dg.DagsterRun]) -> set[str]:
    """Ids of the videos that runs are for, or were."""
    single = {run.tags[PARTITION_TAG] for run in runs if PARTITION_TAG in run.tags}
    ranges = [(run.tags[RANGE_START_TAG], run.tags[RANGE_END_TAG]) for run in runs if RANGE_START_TAG in run.tags]
    if not ranges:
        return single
    return single | _keys_in_ranges(instance.get_dynamic_partitions(VIDEOS), ranges)


def queued_by_lane(instance: dg.DagsterInstance) -> dict[tuple[str, str], int]:
    """Number of queued and started runs by lane and workspace; runs without these tags are not counted."""
    all_tags = [run.tags for run in _active_runs(instance)]
    return dict(
        Counter(
            (tags[LANE_TAG], tags[WORKSPACE_TAG]) for tags in all_tags if LANE_TAG in tags and WORKSPACE_TAG in tags
        )
    )


def run_slots(instance: dg.DagsterInstance) -> int:
    """How many runs the queue of this instance starts at once, at least one."""
    queue = instance.get_concurrency_config().run_queue_config
    limit = queue.max_concurrent_runs if queue else 1
    return UNLIMITED_SLOTS if limit == UNLIMITED else max(1, limit)


def is_job_active(instance: dg.DagsterInstance, job: str) -> bool:
    """Whether a run of a job is queued or started."""
    return any(run.job_name == job for run in _active_runs(instance))


def _active_runs(instance: dg.DagsterInstance) -> list[dg.DagsterRun]:
    return list(instance.get_runs(filters=dg.RunsFilter(statuses=ACTIVE_STATUSES)))


def _keys_in_ranges(keys: Iterable[str], ranges: Iterable[tuple[str, str]]) -> set[str]:
    """Partition keys in any of the ranges, both ends included; Dagster orders them by insertion."""
    ordered = list(keys)
    positions = {key: position for position, key in enumerate(ordered)}
    selected: set[str] = set()
    for start, end in ranges:
        if start in positions and end in positions:
            selected.update(ordered[positions[start] : positions[end] + 1])
    return selected


def _is_unfinished(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Whether a run is unfinished still: its worker may have finished it and exited since the runs were read."""
    current = instance.get_run_by_id(run.run_id)
    return current is not None and not current.is_finished
