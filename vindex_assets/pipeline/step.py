"""Run one function over the videos of a step: skip what is done, report per video.

Dagster marks a step as a whole; a step here carries several videos. So each video that is done is logged as one
`AssetMaterialization`, and a video that failed leaves its partition unmaterialised. The step itself fails when it
has no video left to hand on, or when nothing comes after it in this run; else it lets the next step go on with the
good ones, and that one fails at the run's end in its stead. Dagster shows a planned but unmaterialised partition of
a failed run as failed: exactly the bad ones are (docs/decisions/001).
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import dagster as dg
from dagster._core.definitions.data_version import (
    CODE_VERSION_TAG,
    DATA_VERSION_TAG,
    get_input_data_version_tag,
    get_input_event_pointer_tag,
)
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION

from vindex_assets.failures import Cancelled, Permanent, Transient, VideoFailure
from vindex_assets.pipeline import progress, video_records
from vindex_assets.pipeline.artefact_reuse import CompanionFiles, no_companion_files, reuse_artefact
from vindex_assets.pipeline.policy import DEADLINE_BASE_S, POLICIES, Policy, code_version, model_fingerprint
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.worker_tag import worker_tag
from vindex_search.contract.record_format import RecordError
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.asset_status import UPLOAD_INPUTS

Metadata = dict[str, Any]

NOT_REGISTERED: Final = "no upload is registered under this id; the upload sensor registers what it finds"

# An output with this key is passed on without a materialisation of its own: Dagster's one way to do so.
PASS_ON: Final = {SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION: True}


@dataclass(frozen=True, slots=True)
class VideoTask:
    """One video at one step: what the step's function needs to know."""

    library: LibraryResource
    asset: str
    video_id: str
    revision: str
    run_id: str
    stamp: Stamp

    @property
    def policy(self) -> Policy:
        """The step's row of the policy table."""
        return POLICIES[self.asset]

    def upload_record(self) -> UploadRecord:
        """The upload that is worked on.

        Raises:
            Permanent: none is registered any more.
        """
        found = self.library.store.read_record(self.video_id, UploadRecord)
        if found is None:
            raise Permanent(NOT_REGISTERED)
        return found

    def video_record(self) -> VideoRecord:
        """What the file was found to be.

        Raises:
            Transient: it was not probed yet.
        """
        found = self.library.store.read_record(self.video_id, VideoRecord)
        if found is None:
            raise Transient("video is not there yet; materialise it first")
        return found

    def run_in_child(self, function: str, *arguments: Any) -> dict[str, Any]:
        """Run a function of `media/child_tasks.py` on the upload in a child process, within the step's deadline.

        It is called with the path of the upload, its manifest, and what else is given here, which must go through JSON.

        Raises:
            Permanent: the upload is gone or cannot be decoded, or the child crashed, hung or took too much memory.
        """
        from vindex_assets.media import child_tasks as work
        from vindex_assets.media import sandbox

        probed, upload = self.video_record(), self.upload_record()
        duration_s = max(probed.duration_s, 1e-3)
        deadline_s = DEADLINE_BASE_S + self.policy.deadline_share * duration_s
        try:
            with self.library.bucket.local(upload.object_key) as path:
                return sandbox.run_sandboxed(
                    getattr(work, function),
                    *(str(path), dict(probed.manifest), *arguments),
                    deadline_s=deadline_s,
                    progress=lambda seconds: self.report_progress(seconds / duration_s),
                )
        except FileNotFoundError:
            raise Permanent("the upload is no longer there") from None

    def report_progress(self, share: float) -> None:
        """Say that `share` of this step's work on this video is done."""
        progress.report(self.video_id, self.asset, share)


@dataclass(frozen=True, slots=True)
class AssetStep:
    """The functions of one step.

    `make` writes the artefact with `work.stamp` and is left out where that stamp is there already, or another video
    with the same bytes has it; `describe` reads the artefact and returns metadata for people; `before` and `after` run
    for every video, made or not; `parts` names the files that `make` writes beside the artefact.
    """

    asset: str
    make: Callable[[VideoTask], None]
    describe: Callable[[VideoTask], Metadata]
    before: Callable[[VideoTask], None] | None = None
    after: Callable[[VideoTask], None] | None = None
    companion_files: CompanionFiles = no_companion_files


class AlreadyFailed(VideoFailure):
    """An earlier step of this run failed on the video and wrote down why."""


def run_step(context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep) -> Iterator[dg.Output[None]]:
    """Run a step over the videos of the run.

    Raises:
        dg.Failure: names the videos that failed; Dagster tries the step again only where one of them may recover.
    """
    _name_worker(context, library)
    problems: dict[str, VideoFailure] = {}
    for video_id in context.partition_keys:
        try:
            metadata = _one_video(context, library, step, video_id)
        except VideoFailure as failure:
            context.log.error(f"{video_id}: {step.asset}: {failure.reason}")
            problems[video_id] = failure
        else:
            _log_materialization(context, library, step, video_id, metadata)
    _report(context, library, step, problems)
    yield dg.Output(None, metadata=PASS_ON)


def _name_worker(context: dg.AssetExecutionContext, library: LibraryResource) -> None:
    """Let the run say which process works on it, so that it is found out when the whole machine is gone.

    With another executor a step is a process of its own, and the run outlives it.
    """
    tag = worker_tag()
    if library.settings.executor == "in_process" and not tag.items() <= context.run.tags.items():
        context.instance.add_run_tags(context.run.run_id, tag)


def _one_video(context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep, video_id: str) -> Metadata:
    earlier = video_records.failure_of_run(library.store, video_id, context.run.run_id)
    if earlier and earlier.asset != step.asset:
        raise AlreadyFailed(f"{earlier.asset} failed: {earlier.reason}")
    progress.report(video_id, step.asset, 0.0)
    try:
        metadata = _made(_work(context, library, step.asset, video_id), step)
    except VideoFailure:
        raise
    except RecordError as problem:
        raise Transient(str(problem)) from None
    except Exception as surprise:  # noqa: BLE001 - one video's surprise must not cost the others of the run theirs
        context.log.error(traceback.format_exc())
        raise Transient(f"unexpected {type(surprise).__name__} in {step.asset}; the run's log has the trace") from None
    progress.report(video_id, step.asset, 1.0)
    return metadata


def _made(work: VideoTask, step: AssetStep) -> Metadata:
    if step.before:
        step.before(work)
    began = time.monotonic()
    reused = work.library.store.stamp(work.video_id, work.policy.artefact) == work.stamp
    shared_from = None if reused or work.policy.upload_fields else _taken_over(work, step)
    if not (reused or shared_from):
        step.make(work)
    if step.after:
        step.after(work)
    seconds = time.monotonic() - began
    shared = {"shared_from": shared_from} if shared_from else {}
    return {**step.describe(work), **_pace(work, seconds), "reused": reused, **shared}


def _taken_over(work: VideoTask, step: AssetStep) -> str | None:
    return reuse_artefact(work.library.store, work.video_id, work.policy.artefact, work.stamp, step.companion_files)


def _pace(work: VideoTask, seconds: float) -> Metadata:
    """How long the step took, and as a share of the video's own length."""
    probed = work.library.store.try_read_record(work.video_id, VideoRecord)
    length_s = probed.duration_s if probed else 0.0
    factor = {"real_time_factor": round(seconds / length_s, 3)} if length_s > 0 else {}
    return {"seconds": round(seconds, 2), **factor}


def _work(context: dg.AssetExecutionContext, library: LibraryResource, asset: str, video_id: str) -> VideoTask:
    upload = library.store.read_record(video_id, UploadRecord)
    if upload is None:
        raise Permanent(NOT_REGISTERED)
    inputs = tuple((name, _handed_on(library, video_id, name)) for name in POLICIES[asset].inputs)
    inputs += tuple((name, getattr(upload, UPLOAD_INPUTS[name])) for name in POLICIES[asset].upload_fields)
    inputs += tuple((f"setting {name}", str(getattr(library.settings, name))) for name in POLICIES[asset].settings)
    if asset == "transcript":
        inputs += tuple((f"sidecar {key}", version) for key, version in upload.sidecars)
    models = library.models
    stamp = Stamp(inputs, code_version(asset, models), model_fingerprint(POLICIES[asset], models))
    return VideoTask(library, asset, video_id, upload.revision, context.run.run_id, stamp)


def _handed_on(library: LibraryResource, video_id: str, asset: str) -> str:
    stamp = library.store.stamp(video_id, POLICIES[asset].artefact)
    if stamp is None:
        raise Transient(f"{asset} is not there yet; materialise it first")
    return stamp.output_version


def _log_materialization(
    context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep, video_id: str, metadata: Metadata
) -> None:
    tags = {
        CODE_VERSION_TAG: code_version(step.asset, library.models),
        DATA_VERSION_TAG: _handed_on(library, video_id, step.asset),
        **_provenance(context, library, step.asset, video_id),
    }
    context.log_event(dg.AssetMaterialization(context.asset_key, partition=video_id, metadata=metadata, tags=tags))


def _provenance(
    context: dg.AssetExecutionContext, library: LibraryResource, asset: str, video_id: str
) -> dict[str, str]:
    """Tags that say which versions of its inputs an artefact was made from, as Dagster writes them itself."""
    tags: dict[str, str] = {}
    for name in POLICIES[asset].inputs:
        key = dg.AssetKey(name)
        newest = dg.AssetRecordsFilter(asset_key=key, asset_partitions=[video_id])
        for record in context.instance.fetch_materializations(newest, limit=1).records:
            tags[get_input_event_pointer_tag(key)] = str(record.storage_id)
        tags[get_input_data_version_tag(key)] = _handed_on(library, video_id, name)
    return tags


def _report(
    context: dg.AssetExecutionContext, library: LibraryResource, step: AssetStep, problems: dict[str, VideoFailure]
) -> None:
    if not problems:
        return
    hopeful = any(isinstance(failure, Transient) for failure in problems.values())
    if hopeful and context.retry_number < POLICIES[step.asset].retries:
        raise dg.Failure(_sentence(problems), metadata=_metadata(problems))
    for video_id, failure in problems.items():
        if isinstance(failure, Permanent | Transient):
            upload = library.store.try_read_record(video_id, UploadRecord)
            revision, asset, run_id = upload.revision if upload else "", step.asset, context.run.run_id
            video_records.record_failure(library.store, video_id, revision, failure, asset=asset, run_id=run_id)
    if len(problems) == len(context.partition_keys) or not _more_to_come(context):
        raise dg.Failure(_sentence(problems), metadata=_metadata(problems), allow_retries=False)


def _more_to_come(context: dg.AssetExecutionContext) -> bool:
    """Whether a step of this run reads what this one makes."""
    layer = context.job_def.asset_layer
    return bool(layer.get(context.asset_key).child_keys & layer.selected_asset_keys)


def _sentence(problems: dict[str, VideoFailure]) -> str:
    return "; ".join(f"{video_id}: {failure.reason}" for video_id, failure in problems.items())


def _metadata(problems: dict[str, VideoFailure]) -> Metadata:
    return {video_id: failure.reason for video_id, failure in problems.items() if not isinstance(failure, Cancelled)}
