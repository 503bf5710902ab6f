"""The sensors: `uploads` keeps the library equal to the bucket, `calibration` the confidence of answers measured."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Final

import dagster as dg

from vindex_assets.automation.jobs import calibration_job, index_videos
from vindex_assets.automation.queue_record import write_queue
from vindex_assets.automation.tick_sentence import skip_reason
from vindex_assets.pipeline.metadata.plain_text import inert
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import is_job_active, queued_by_lane, run_slots
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.queued import last_turns
from vindex_assets.runs.run_tags import ASKED_BY_TAG
from vindex_assets.uploads.batching import MAX_QUEUED_RUNS, Batch, plan_batches
from vindex_assets.uploads.cursor import ScanCursor, UnreadableCursor, read_cursor
from vindex_assets.uploads.notifications import pending_notifications
from vindex_assets.uploads.reconcile import reconcile
from vindex_assets.uploads.reconcile_result import ReconcileResult
from vindex_assets.uploads.removal.observation import observe_removed
from vindex_assets.uploads.run_requests import claim_due_uploads
from vindex_assets.uploads.upload import RejectedObject
from vindex_assets.uploads.video_state import VideoState
from vindex_search.common.crash_point import crash_point
from vindex_search.ranking.calibration.scopes import due_scopes
from vindex_search.storage.bucket.base import BucketMissing
from vindex_search.videos.left_alone import LeftAlone

UPLOADS_INTERVAL_S: Final = 10
NO_BUCKET: Final = "{missing}: make it, or mount its disk; until then nothing is indexed and nothing removed"
CALIBRATION_INTERVAL_S: Final = 60
CALIBRATION_WAITS_S: Final = 600.0  # for uploads of the last day; in a stream of them it is measured all the same


@dg.sensor(
    job=index_videos,
    minimum_interval_seconds=UPLOADS_INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Finds new, changed and removed videos in the uploads and requests runs of what is missing.",
)
def uploads(context: dg.SensorEvaluationContext, library: LibraryResource) -> dg.SensorResult:
    """One tick; while the uploads folder is missing it says so, and nothing is removed."""
    try:
        return _tick(context, library)
    except BucketMissing as missing:
        sentence = NO_BUCKET.format(missing=missing)
        context.log.error(inert(sentence))
        return dg.SensorResult(skip_reason=inert(sentence))


def _tick(context: dg.SensorEvaluationContext, library: LibraryResource) -> dg.SensorResult:
    """Notifications -> scan -> compare -> update states -> plan batches -> run requests.

    The snapshot is saved once, after the uploads of the batches are registered: until then a killed tick leaves rows
    that are older than the records, which the next tick corrects. The notifications are acknowledged after that.
    """
    now = time.time()
    with pending_notifications(library) as notifications:
        result = reconcile(context.instance, library, _cursor(context), notifications, now=now)
        _log(context, result)
        observe_removed(context.instance, result.removed)
        batches, result = claim_due_uploads(library, result, partial(_plan, context.instance, now))
        result.save(library.store)
        crash_point("tick.saved")
    write_queue(context.instance, library.store, result.snapshot, now=now)
    requests = [batch.request() for batch in batches]
    crash_point("tick.requested")
    return dg.SensorResult(
        run_requests=requests,
        skip_reason=None if requests else inert(skip_reason(result)),
        cursor=result.cursor.to_json(),
    )


def _cursor(context: dg.SensorEvaluationContext) -> ScanCursor:
    try:
        return read_cursor(context.cursor)
    except UnreadableCursor as problem:
        context.log.warning(inert(f"the bucket is scanned from its beginning: {problem}"))
        return ScanCursor()


def _log(context: dg.SensorEvaluationContext, result: ReconcileResult) -> None:
    if result.left_alone is not None:  # once, and not at each tick that lists them again
        _log_left_alone(context, result.left_alone, result.rejected)
    for upload in result.removed:
        context.log.info(inert(f"removed with its upload {upload.object_key}: {upload.video_id}"))
    for warning in result.warnings:
        context.log.error(inert(warning))


def _log_left_alone(context: dg.SensorEvaluationContext, left: LeftAlone, rejected: Sequence[RejectedObject]) -> None:
    for one in rejected:
        context.log.warning(inert(f"not indexed: {one.object_key}: {one.reason}"))
    for reason in left.counts:
        context.log.warning(inert(f"left alone: {left.describe(reason)}"))


def _plan(instance: dg.DagsterInstance, now: float, due: Sequence[VideoState]) -> list[Batch]:
    if not due:
        return []
    workspaces = len({row.upload.workspace for row in due})
    return plan_batches(
        due,
        order=instance.get_dynamic_partitions(VIDEOS),
        queued=queued_by_lane(instance),
        now=now,
        slots=run_slots(instance),
        last_turns=last_turns(instance, 2 * workspaces) if workspaces > MAX_QUEUED_RUNS else (),
    )


def _is_to_wait(context: dg.SensorEvaluationContext) -> bool:
    """Whether somebody waits for uploads, which the measurement would take a core from; not for ever."""
    if not any(lane == "live" for lane, _workspace in queued_by_lane(context.instance)):
        return False
    began, now = float(context.cursor or 0.0), time.time()
    if not began:
        context.update_cursor(str(now))
    return not began or 0 <= now - began < CALIBRATION_WAITS_S


@dg.sensor(
    job=calibration_job,
    minimum_interval_seconds=CALIBRATION_INTERVAL_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Has the calibration measured anew when a tenth of a workspace or the model set has changed.",
)
def calibration(context: dg.SensorEvaluationContext, library: LibraryResource) -> dg.RunRequest | dg.SkipReason:
    """One tick: request a run where one is due and none is queued or started."""
    if not due_scopes(library.store):
        return dg.SkipReason("less than a tenth of each workspace has changed since the calibration was measured")
    if is_job_active(context.instance, calibration_job.name):
        return dg.SkipReason("the calibration is being measured")
    if _is_to_wait(context):
        return dg.SkipReason(
            "the calibration is measured when the uploads of the last day are indexed, or in some minutes"
        )
    context.update_cursor("")
    return dg.RunRequest(tags={ASKED_BY_TAG: "sensor"})
