"""What runs that are over leave to be settled: heartbeats, and the attempts that cancelled ones counted."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import dagster as dg

from vindex_assets.pipeline.video_records import uncount_attempt
from vindex_assets.runs.in_flight import fail_orphaned_runs, videos_of_runs
from vindex_assets.runs.lost_runs import fail_lost_runs, remove_ended_heartbeats
from vindex_search.common.text import visible
from vindex_search.storage.files import store_errors
from vindex_search.storage.store import Store

CANCELLED_WITHIN: Final = timedelta(days=1)  # runs that ended earlier were settled by an earlier tick
MAX_CANCELLED: Final = 200  # runs that one tick looks at, the newest first
MAX_SETTLED: Final = 10_000  # ids that are remembered

log = logging.getLogger("vindex.runs")
_settled: dict[str, None] = {}  # cancelled runs that this process has settled, the oldest first


def settle_ended_runs(instance: dg.DagsterInstance, store: Store) -> None:
    """End the runs that nobody works on any more, and settle what they, and those that were cancelled, have left."""
    fail_orphaned_runs(instance)
    try:
        fail_lost_runs(instance, store.root)
        remove_ended_heartbeats(instance, store.root)
    except store_errors() as error:
        log.warning("%s", visible(f"the heartbeats cannot be read now: {error}"))
    uncount_cancelled_runs(instance, store)


def uncount_cancelled_runs(instance: dg.DagsterInstance, store: Store) -> list[str]:
    """Have runs that were cancelled count as no attempt at their videos; returns those that had counted."""
    newest = dg.RunsFilter(statuses=[dg.DagsterRunStatus.CANCELED], updated_after=datetime.now(UTC) - CANCELLED_WITHIN)
    runs = [run for run in instance.get_runs(filters=newest, limit=MAX_CANCELLED) if run.run_id not in _settled]
    uncounted = [
        video_id
        for run in runs
        for video_id in sorted(videos_of_runs(instance, [run]))
        if uncount_attempt(store, video_id, run.run_id)
    ]
    for video_id in uncounted:
        store.mark_dirty(video_id)  # the sensor may have taken the attempt for the last one
    _remember(run.run_id for run in runs)
    return uncounted


def _remember(run_ids: Iterable[str]) -> None:
    _settled.update(dict.fromkeys(run_ids))
    for run_id in list(_settled)[: max(0, len(_settled) - MAX_SETTLED)]:
        del _settled[run_id]
