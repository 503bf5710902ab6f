"""The run queue as an operator sees it: how many runs wait and run, and how long those waited that have started."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import dagster as dg

from vindex_assets.runs.in_flight import LANE_TAG

QUEUED_STATUSES: Final = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING]
BEGUN_STATUSES: Final = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
ENDED_STATUSES: Final = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
MAX_STARTS: Final = 1000  # that are read at a time; between two ticks there are a few
OTHER_LANE: Final = "other"  # of runs that no tick requested


@dataclass(frozen=True, slots=True)
class RunStart:
    """A run that has started: the lane it waited in, and for how many seconds."""

    lane: str
    waited_s: float


def count_runs(instance: dg.DagsterInstance) -> tuple[int, int]:
    """Number of runs that wait for a slot, and of those that have one."""
    runs = instance.get_runs(filters=dg.RunsFilter(statuses=[*QUEUED_STATUSES, *BEGUN_STATUSES]))
    begun = Counter(run.status in BEGUN_STATUSES for run in runs)
    return begun[False], begun[True]


def starts_between(instance: dg.DagsterInstance, after: float, until: float) -> list[RunStart]:
    """The runs that started after one time and up to another, in seconds since 1970."""
    changed = dg.RunsFilter(
        statuses=[*BEGUN_STATUSES, *ENDED_STATUSES], updated_after=datetime.fromtimestamp(after, UTC)
    )
    records = instance.get_run_records(filters=changed, limit=MAX_STARTS, order_by="update_timestamp", ascending=True)
    return _starts(records, after, until)


def _starts(records: Sequence[dg.RunRecord], after: float, until: float) -> list[RunStart]:
    return [
        RunStart(
            record.dagster_run.tags.get(LANE_TAG, OTHER_LANE),
            max(0.0, record.start_time - record.create_timestamp.timestamp()),
        )
        for record in records
        if record.start_time is not None and after < record.start_time <= until
    ]
