"""Run one step over the videos of a Dagster run: skip what is done, report each video by itself.

Dagster succeeds or fails a step as a whole, while a step here carries several videos. So each video that is done is
logged as one `AssetMaterialization`, and a video that failed leaves its partition unmaterialised:

    videos of the run    good         bad            good
    this step            logged       failed         logged
    next step            logged       AlreadyFailed  logged
    last step            logged       AlreadyFailed  logged     -> the step fails, and names the bad one

The step itself fails when no video is left to hand on, or when nothing comes after it in this run; else it succeeds,
so that the next step gets the good ones. Dagster shows a planned but unmaterialised partition of a failed run as
failed: exactly the bad ones are (docs/decisions/001). A video that was cancelled is passed over, as if it were not of
the run.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from typing import Final

import dagster as dg

from vindex_assets.failures import Permanent, Transient, Unavailable, VideoFailure
from vindex_assets.pipeline import progress, video_records
from vindex_assets.pipeline.artefact_reuse import reuse_artefact
from vindex_assets.pipeline.metadata.materialization import Metadata, log_materialization
from vindex_assets.pipeline.metadata.note_table import notes_metadata
from vindex_assets.pipeline.metadata.plain_text import inert, inert_lines
from vindex_assets.pipeline.meter.cost_metadata import cost_metadata
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.stamping import build_stamp
from vindex_assets.pipeline.step.asset_step import AssetStep
from vindex_assets.pipeline.step.attempts import StepTry, VideoTry, written_down
from vindex_assets.pipeline.step.cancellation import RunInterrupted, refuse_cancelled
from vindex_assets.pipeline.step.settlement import Failures, settle_failures
from vindex_assets.pipeline.step.supervision import Supervision
from vindex_assets.pipeline.video_task import NOT_REGISTERED, VideoTask
from vindex_assets.runs.dagster_internals import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION
from vindex_assets.runs.run_tags import asked_by
from vindex_assets.runs.watch.verdict import StepStopped
from vindex_assets.runs.worker_tag import executor_process, worker_tag
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.record_format import RecordError
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.index.base import IndexUnavailable
from vindex_search.storage.notes import artefact_notes

# An output with this key is passed on without a materialisation of its own: Dagster's one way to do so.
PASS_ON: Final = {SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION: True}
INTERRUPTS: Final = (StepStopped, dg.DagsterExecutionInterruptedError, KeyboardInterrupt)


class AlreadyFailed(VideoFailure):
    """An earlier step of this run failed on the video and recorded why."""


def run_step(context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep) -> Iterator[dg.Output[None]]:
    """Run a step over the videos of the run.

    Raises:
        dg.Failure: names the videos that failed; Dagster tries the step again only where one of them may recover.
        RunInterrupted: the run is over, or its process is being ended.
    """
    supervision = Supervision(context, library, step.asset)
    try:
        _tag_worker(context, library)
        with supervision.over_step():
            failures = _run_videos(context, library, step, supervision)
        if failures:
            settle_failures(context, library, step.asset, failures)
    except INTERRUPTS:
        raise _interrupted(context, library, supervision) from None
    yield dg.Output(None, metadata=PASS_ON)


def _run_videos(
    context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep, supervision: Supervision
) -> Failures:
    """Run the step for each video of the run; returns the failures."""
    failures: dict[str, VideoFailure] = {}
    step_try = StepTry(context.run.run_id, step.asset, context.retry_number, asked_by(context.run.tags))
    for video_id in context.partition_keys:
        try:
            _refuse_if_failed_before(context, library, step, video_id)
            with written_down(library.store, step_try, video_id) as attempt:
                _run_video(context, library, step, attempt, supervision)
        except VideoFailure as failure:
            context.log.error(inert(f"{video_id}: {step.asset}: {failure.reason}"))
            failures[video_id] = failure
    return failures


def _interrupted(
    context: dg.AssetExecutionContext, library: LibraryResource, supervision: Supervision
) -> RunInterrupted:
    """The end of the step of a run that is over; a run whose process is being ended was no attempt at its videos.

    Those of a run that was cancelled are uncounted when it is over (`run_ends`): Dagster's monitor cancels a run that
    exceeds its time too, before it fails it.
    """
    verdict = supervision.status_verdict()
    if verdict is None:
        for video_id in context.partition_keys:
            video_records.uncount_attempt(library.store, video_id, context.run.run_id)
    return RunInterrupted(verdict.reason if verdict else "the process of the run is being ended")


def _tag_worker(context: dg.AssetExecutionContext, library: LibraryResource) -> None:
    """Tag the run with the process that executes it, so that it can be failed when the whole machine is gone."""
    executor = library.settings.executor
    if executor == "celery":  # the run's own process, which is on another host, tags it
        return
    tag = worker_tag(executor_process(executor))
    if not tag.items() <= context.run.tags.items():
        context.instance.add_run_tags(context.run.run_id, tag)


def _run_video(
    context: dg.AssetExecutionContext,
    library: LibraryResource,
    step: AssetStep,
    attempt: VideoTry,
    supervision: Supervision,
) -> None:
    """Run the step for one video and log its materialization; whatever goes wrong is a failure of this video alone."""
    video_id = attempt.video_id
    progress.report(video_id, step.asset, 0.0)
    try:
        task = _open_task(library, step.asset, video_id, context.run.run_id)
        attempt.revision = task.revision
        with supervision.over_video(task, attempt):
            metadata = _materialize(task, step)
        used = cost_metadata(attempt.meter.cost())
        log_materialization(context, library, step.asset, video_id, {**metadata, **used})
        crash_point("step.logged", step.asset)
        if step.complete:
            step.complete(task)
    except VideoFailure:
        raise
    except RecordError as error:
        raise Transient(str(error)) from None
    except IndexUnavailable as error:
        raise Unavailable(f"the index does not answer: {error}") from None
    except Exception as error:  # noqa: BLE001 - one video's error must not cost the others of the run theirs
        context.log.error(inert_lines(traceback.format_exc()))
        raise Transient(f"unexpected {type(error).__name__} in {step.asset}; the run's log has the trace") from None
    attempt.end("reused" if metadata["reused"] else "shared" if "shared_from" in metadata else "made")
    progress.report(video_id, step.asset, 1.0)


def _refuse_if_failed_before(
    context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep, video_id: str
) -> None:
    earlier = video_records.failure_of_run(library.store, video_id, context.run.run_id)
    if earlier and earlier.asset != step.asset:
        raise AlreadyFailed(f"{earlier.asset} failed: {earlier.reason}")


def _open_task(library: LibraryResource, asset: str, video_id: str, run_id: str) -> VideoTask:
    upload = library.store.read_record(video_id, UploadRecord)
    if upload is None:
        raise Permanent(NOT_REGISTERED)
    refuse_cancelled(library.store, video_id, upload.revision, run_id)
    return VideoTask(
        library=library,
        asset=asset,
        video_id=video_id,
        revision=upload.revision,
        run_id=run_id,
        stamp=build_stamp(library, upload, asset, video_id),
    )


def _materialize(task: VideoTask, step: AssetStep) -> Metadata:
    """Make the artefact unless it is there or can be copied; returns the metadata that Dagster shows."""
    if step.before:
        step.before(task)
    crash_point("step.begun", step.asset)
    began = time.monotonic()
    reused = task.library.store.stamp(task.video_id, task.policy.artefact) == task.stamp
    shared_from = None if reused else _copy_from_same_bytes(task, step)
    if not (reused or shared_from):
        step.make(task)
    crash_point("step.made", step.asset)
    if step.after:
        step.after(task)
    crash_point("step.finished", step.asset)
    seconds = time.monotonic() - began
    shared = {"shared_from": shared_from} if shared_from else {}
    notes = notes_metadata(artefact_notes(task.library.store, task.video_id, step.asset))
    return {**step.describe(task), **notes, **_timing(task, seconds), "reused": reused, **shared}


def _copy_from_same_bytes(task: VideoTask, step: AssetStep) -> str | None:
    """Copy the artefact of another video with the same bytes; one that holds facts of the upload is never shared."""
    if task.policy.upload_fields:
        return None
    return reuse_artefact(
        task.library.store,
        task.video_id,
        artefact=task.policy.artefact,
        stamp=task.stamp,
        companion_files=step.companion_files,
    )


def _timing(task: VideoTask, seconds: float) -> Metadata:
    """Seconds that the step took, and as a share of the video's length."""
    video = task.library.store.try_read_record(task.video_id, VideoRecord)
    duration_s = video.duration_s if video else 0.0
    factor = {"real_time_factor": round(seconds / duration_s, 3)} if duration_s > 0 else {}
    return {"seconds": round(seconds, 2), **factor}
