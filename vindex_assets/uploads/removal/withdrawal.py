"""Takes runs out of Dagster's queue that nobody wants any more as they stand; what is due of them is planned anew.

So are runs of which every video was cancelled and, among those that the upload sensor asked for, runs of a paused
workspace and runs with a video that has got another priority. Runs that have begun are left alone: the step that works
on a cancelled video stops by itself. A tick in which nothing was steered asks neither Dagster nor the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

import dagster as dg

from vindex_assets.pipeline.parallel import map_parallel
from vindex_assets.runs.queued import QueuedRun, cancel_queued, queued_runs
from vindex_assets.runs.run_tags import PRIORITY_TAG
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.video_state import is_cancelled, read_priority
from vindex_search.storage.store import Store

ALL_CANCELLED: Final = "every video of this run was cancelled"
PAUSED: Final = "the workspace is paused; what is due of it is asked for again once it is resumed"
REORDERED: Final = "a video of this run has got another priority; what is due of it is asked for again"


def withdraw_requests(
    instance: dg.DagsterInstance, store: Store, snapshot: Snapshot, paused: Collection[str]
) -> list[str]:
    """Take the unwanted runs out of the queue; returns their ids.

    Args:
        instance: Dagster's.
        store: Holds the requests.
        snapshot: Its unread rows are the videos whose records may have changed since their run was requested.
        paused: The workspaces that are paused.
    """
    changed = snapshot.ids_in_state("unread")
    if not changed and not paused:
        return []
    queued = queued_runs(instance)
    reasons = zip(queued, map_parallel(lambda run: _reason(store, run, changed, paused), queued), strict=True)
    return [run.run_id for run, reason in reasons if reason and cancel_queued(instance, run, reason)]


def _reason(store: Store, run: QueuedRun, changed: Collection[str], paused: Collection[str]) -> str:
    """Why a run is taken out of the queue; empty where it stays."""
    if run.is_planned and run.workspace in paused:
        return PAUSED
    marked = [video_id for video_id in run.video_ids if video_id in changed]
    if marked and all(is_cancelled(store, video_id) for video_id in run.video_ids):
        return ALL_CANCELLED
    return REORDERED if run.is_planned and _is_reordered(store, run, marked) else ""


def _is_reordered(store: Store, run: QueuedRun, marked: Iterable[str]) -> bool:
    planned = run.tags.get(PRIORITY_TAG, "normal")
    return any(read_priority(store, video_id) != planned and not is_cancelled(store, video_id) for video_id in marked)
