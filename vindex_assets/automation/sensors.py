"""The sensors: one keeps the library equal to the bucket, one keeps its background measured."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

import dagster as dg

from vindex_assets.automation.jobs import calibration_job, index_videos
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs import in_flight
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.batching import Batch, Due, plan_batches
from vindex_assets.uploads.cursor import ScanCursor, UnreadableCursor, read_cursor
from vindex_assets.uploads.notifications import pending_notifications
from vindex_assets.uploads.reconcile import ReconcileResult, reconcile
from vindex_assets.uploads.run_requests import Choose, claim_due_uploads
from vindex_assets.uploads.video_state import VideoState
from vindex_search.ranking.calibration.store import is_calibration_due

INTERVAL_S: Final = 10
BACKGROUND_INTERVAL_S: Final = 60
NOTHING_DUE: Final = "every upload seen is in the library, under way, or failed with its reason"


@dg.sensor(
    job=index_videos,
    minimum_interval_seconds=INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sees new, changed and removed videos in the uploads and asks for what is missing.",
)
def uploads(context: dg.SensorEvaluationContext, library: LibraryResource) -> dg.SensorResult:
    """One tick: look, register, ask for runs of what is due."""
    now = time.time()
    with pending_notifications(library) as announced:
        found = reconcile(context.instance, library, _cursor(context), announced, now=now)
        _tell(context, found)
        chosen, found = claim_due_uploads(library, found, _chooser(context.instance, now))
    requests = [batch.request() for batch in chosen]
    cursor = found.cursor.to_json()
    if not requests:
        return dg.SensorResult(skip_reason=NOTHING_DUE, cursor=cursor)
    return dg.SensorResult(run_requests=requests, cursor=cursor)


def _cursor(context: dg.SensorEvaluationContext) -> ScanCursor:
    try:
        return read_cursor(context.cursor)
    except UnreadableCursor as problem:
        context.log.warning(f"the bucket is gone through from its beginning: {problem}")
        return ScanCursor()


def _tell(context: dg.SensorEvaluationContext, found: ReconcileResult) -> None:
    for refused in found.rejected:
        context.log.warning(f"not indexed: {refused.object_key}: {refused.reason}")
    for warning in found.warnings:
        context.log.error(warning)


def _chooser(instance: dg.DagsterInstance, now: float) -> Choose:
    def choose(rows: Sequence[VideoState]) -> list[Batch]:
        if not rows:
            return []
        due = [Due(row.upload, row.attempts) for row in rows]
        order = instance.get_dynamic_partitions(VIDEOS)
        return plan_batches(
            due, order=order, queued=in_flight.queued_by_lane(instance), now=now, slots=in_flight.run_slots(instance)
        )

    return choose


@dg.sensor(
    job=calibration_job,
    minimum_interval_seconds=BACKGROUND_INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Has the background measured anew when a tenth of the library or the model set has changed.",
)
def calibration(context: dg.SensorEvaluationContext, library: LibraryResource) -> dg.RunRequest | dg.SkipReason:
    """One tick: ask for a run where one is due and none is under way."""
    if not is_calibration_due(library.store):
        return dg.SkipReason("less than a tenth of the library has changed since the background was measured")
    if in_flight.is_job_active(context.instance, calibration_job.name):
        return dg.SkipReason("the background is being measured")
    return dg.RunRequest()
