"""Run one step over the videos of a Dagster run: skip what is done, report each video by itself.

Dagster succeeds or fails a step as a whole, while a step here carries several videos. So each video that is done is
logged as one `AssetMaterialization`, and a video that failed leaves its partition unmaterialised:

    videos of the run    good         bad            good
    this step            logged       failed         logged
    next step            logged       AlreadyFailed  logged
    last step            logged       AlreadyFailed  logged     -> the step fails, and names the bad one

The step itself fails when no video is left to hand on, or when nothing comes after it in this run; else it succeeds,
so that the next step gets the good ones. Dagster shows a planned but unmaterialised partition of a failed run as
failed: exactly the bad ones are (docs/decisions/001).
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import dagster as dg

from vindex_assets.failures import Cancelled, Permanent, Transient, VideoFailure
from vindex_assets.pipeline import progress, video_records
from vindex_assets.pipeline.artefact_reuse import CompanionFiles, no_companion_files, reuse_artefact
from vindex_assets.pipeline.materialization import Metadata, log_materialization
from vindex_assets.pipeline.note_table import notes_metadata
from vindex_assets.pipeline.plain_text import inert, inert_lines, inert_metadata
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.stamping import build_stamp
from vindex_assets.pipeline.video_task import NOT_REGISTERED, VideoTask
from vindex_assets.runs.dagster_internals import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION
from vindex_assets.runs.worker_tag import worker_tag
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.record_format import RecordError
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage.notes import artefact_notes

# An output with this key is passed on without a materialisation of its own: Dagster's one way to do so.
PASS_ON: Final = {SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION: True}

Failures = Mapping[str, VideoFailure]


@dataclass(frozen=True, slots=True)
class AssetStep:
    """The functions of one step.

    Attributes:
        asset: Name of the asset, a key of `POLICIES`.
        make: Writes the artefact with `task.stamp`. Not called where an artefact with that stamp is there already, or
            where another video with the same bytes has one.
        describe: Reads the artefact and returns the metadata that Dagster shows.
        before: Called for every video before anything else.
        after: Called for every video once its artefact is there, made or not.
        companion_files: Names the files that `make` writes beside the artefact.
        complete: Called once Dagster knows that the artefact is there: says in the store that no work is left. Written
            earlier, it would leave the partition failed for ever where the process is killed in between.
    """

    asset: str
    make: Callable[[VideoTask], None]
    describe: Callable[[VideoTask], Metadata]
    before: Callable[[VideoTask], None] | None = None
    after: Callable[[VideoTask], None] | None = None
    companion_files: CompanionFiles = no_companion_files
    complete: Callable[[VideoTask], None] | None = None


class AlreadyFailed(VideoFailure):
    """An earlier step of this run failed on the video and recorded why."""


def run_step(context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep) -> Iterator[dg.Output[None]]:
    """Run a step over the videos of the run.

    Raises:
        dg.Failure: names the videos that failed; Dagster tries the step again only where one of them may recover.
    """
    _tag_worker(context, library)
    failures: dict[str, VideoFailure] = {}
    for video_id in context.partition_keys:
        try:
            _run_video(context, library, step, video_id)
        except VideoFailure as failure:
            context.log.error(inert(f"{video_id}: {step.asset}: {failure.reason}"))
            failures[video_id] = failure
    if failures:
        _settle_failures(context, library, step, failures)
    yield dg.Output(None, metadata=PASS_ON)


def _tag_worker(context: dg.AssetExecutionContext, library: LibraryResource) -> None:
    """Tag the run with the process that works on it, so that it can be failed when the whole machine is gone.

    Other executors run a step in a process of its own, which the run outlives.
    """
    tag = worker_tag()
    if library.settings.executor == "in_process" and not tag.items() <= context.run.tags.items():
        context.instance.add_run_tags(context.run.run_id, tag)


def _run_video(context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep, video_id: str) -> None:
    """Run the step for one video and log its materialization; whatever goes wrong is a failure of this video alone."""
    _refuse_if_failed_before(context, library, step, video_id)
    progress.report(video_id, step.asset, 0.0)
    try:
        task = _open_task(library, step.asset, video_id, context.run.run_id)
        log_materialization(context, library, step.asset, video_id, _materialize(task, step))
        crash_point("step.logged", step.asset)
        if step.complete:
            step.complete(task)
    except VideoFailure:
        raise
    except RecordError as error:
        raise Transient(str(error)) from None
    except Exception as error:  # noqa: BLE001 - one video's error must not cost the others of the run theirs
        context.log.error(inert_lines(traceback.format_exc()))
        raise Transient(f"unexpected {type(error).__name__} in {step.asset}; the run's log has the trace") from None
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


def _settle_failures(
    context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep, failures: Failures
) -> None:
    """Retry the step, or record the failures and fail the step where nobody can go on.

    Raises:
        dg.Failure: the step is to be retried, or has no video left, or no step comes after it.
    """
    if _may_recover(failures) and context.retry_number < POLICIES[step.asset].retries:
        raise _failure(failures, allow_retries=True)
    crash_point("step.failing", step.asset)
    _record_failures(library, step.asset, context.run.run_id, failures)
    if len(failures) == len(context.partition_keys) or not _has_downstream_step(context):
        raise _failure(failures, allow_retries=False)


def _may_recover(failures: Failures) -> bool:
    return any(isinstance(failure, Transient) for failure in failures.values())


def _record_failures(library: LibraryResource, asset: str, run_id: str, failures: Failures) -> None:
    """Record what failed here; what was cancelled, or failed in an earlier step, is not this step's to record."""
    for video_id, failure in failures.items():
        if isinstance(failure, Permanent | Transient):
            upload = library.store.try_read_record(video_id, UploadRecord)
            revision = upload.revision if upload else ""
            video_records.record_failure(library.store, video_id, revision, failure, asset=asset, run_id=run_id)


def _has_downstream_step(context: dg.AssetExecutionContext) -> bool:
    """Whether a step of this run reads the asset of this one."""
    layer = context.job_def.asset_layer
    return bool(layer.get(context.asset_key).child_keys & layer.selected_asset_keys)


def _failure(failures: Failures, *, allow_retries: bool) -> dg.Failure:
    """Names every video with its reason; cancelled ones are not shown as failed."""
    reasons = {video_id: failure.reason for video_id, failure in failures.items()}
    failed = {name: reason for name, reason in reasons.items() if not isinstance(failures[name], Cancelled)}
    return dg.Failure(
        description=inert("; ".join(f"{video_id}: {reason}" for video_id, reason in reasons.items())),
        metadata=inert_metadata(failed),
        allow_retries=allow_retries,
    )
