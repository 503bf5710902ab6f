"""Runs that wait in Dagster's queue: which videos they are for, how they are taken out of it, whose turn was last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

from vindex_assets.runs.in_flight import LANE_TAG, PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG, WORKSPACE_TAG
from vindex_assets.runs.partitions import VIDEOS


@dataclass(frozen=True, slots=True)
class QueuedRun:
    """A run that no worker has begun.

    Attributes:
        run_id: Its id.
        video_ids: Its videos, in the order of their partitions.
        tags: Its tags.
    """

    run_id: str
    video_ids: tuple[str, ...]
    tags: Mapping[str, str]

    @property
    def is_planned(self) -> bool:
        """Whether the upload sensor asked for it, and will ask again for what is due of it."""
        return LANE_TAG in self.tags

    @property
    def workspace(self) -> str:
        """The workspace of its videos, where the upload sensor asked for it."""
        return self.tags.get(WORKSPACE_TAG, "")


def queued_runs(instance: dg.DagsterInstance) -> list[QueuedRun]:
    """The queued runs that are for videos."""
    runs = instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED]))
    ordered = list(instance.get_dynamic_partitions(VIDEOS)) if any(RANGE_START_TAG in run.tags for run in runs) else []
    positions = {key: position for position, key in enumerate(ordered)}
    found = (QueuedRun(run.run_id, _videos_of(run.tags, ordered, positions), run.tags) for run in runs)
    return [run for run in found if run.video_ids]


def _videos_of(tags: Mapping[str, str], ordered: Sequence[str], positions: Mapping[str, int]) -> tuple[str, ...]:
    if PARTITION_TAG in tags:
        return (tags[PARTITION_TAG],)
    start, end = positions.get(tags.get(RANGE_START_TAG, "")), positions.get(tags.get(RANGE_END_TAG, ""))
    return () if start is None or end is None else tuple(ordered[start : end + 1])


def last_turns(instance: dg.DagsterInstance, runs: int) -> list[str]:
    """The workspaces of the last runs that the upload sensor asked for, whatever became of them, the last one first."""
    found = instance.get_runs(limit=runs)
    return list(dict.fromkeys(run.tags[WORKSPACE_TAG] for run in found if WORKSPACE_TAG in run.tags))


def cancel_queued(instance: dg.DagsterInstance, run: QueuedRun, reason: str) -> bool:
    """Take a run out of the queue; returns whether it was still there.

    The daemon may begin it at the same moment: its steps then find that the run is over, and stop.
    """
    current = instance.get_run_by_id(run.run_id)
    if current is None or current.status != dg.DagsterRunStatus.QUEUED:
        return False
    instance.report_run_canceled(current, message=reason)  # at once: one that is only canceling holds its videos
    return True
