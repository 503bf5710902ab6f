"""What becomes of a step, and of its videos, where work on some of them failed or was cancelled."""

from __future__ import annotations

from collections.abc import Mapping

import dagster as dg

from vindex_assets.failures import Cancelled, Permanent, Transient, Unavailable, VideoFailure
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.metadata.plain_text import inert, inert_metadata
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.step.cancellation import RunInterrupted, leave_alone
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.records import UploadRecord

Failures = Mapping[str, VideoFailure]
ALL_CANCELLED = "every video of this run was cancelled"


def settle_failures(
    context: dg.AssetExecutionContext, library: LibraryResource, asset: str, failures: Failures
) -> None:
    """Retry the step, or record the failures and fail the step where nobody can go on.

    Raises:
        dg.Failure: the step is to be retried, or has no video left, or no step comes after it.
        RunInterrupted: every video was cancelled, and so the run.
    """
    cancelled, failed = _parted(failures)
    for video_id in cancelled:
        leave_alone(library.store, video_id, context.run.run_id)
    if _may_recover(failed) and context.retry_number < POLICIES[asset].retries:
        raise _failure(failed, allow_retries=True)
    crash_point("step.failing", asset)
    _record_failures(library, asset, context.run.run_id, failed)
    if len(cancelled) == len(context.partition_keys):
        context.instance.report_run_canceling(context.run, ALL_CANCELLED)
        raise RunInterrupted(ALL_CANCELLED)
    is_last = len(failures) == len(context.partition_keys) or not _has_downstream_step(context)
    if failed and is_last:
        raise _failure(failed, allow_retries=False)


def _parted(failures: Failures) -> tuple[list[str], Failures]:
    """The videos that were cancelled, and the failures of the others."""
    cancelled = [video_id for video_id, failure in failures.items() if isinstance(failure, Cancelled)]
    return cancelled, {video_id: failure for video_id, failure in failures.items() if video_id not in cancelled}


def _may_recover(failures: Failures) -> bool:
    return any(isinstance(failure, Transient) for failure in failures.values())


def _record_failures(library: LibraryResource, asset: str, run_id: str, failures: Failures) -> None:
    """Record what failed here; what failed in an earlier step is not this step's to record."""
    for video_id, failure in failures.items():
        if isinstance(failure, Permanent | Transient):
            upload = library.store.try_read_record(video_id, UploadRecord)
            revision = upload.revision if upload else ""
            video_records.record_failure(library.store, video_id, revision, failure, asset=asset, run_id=run_id)
        if isinstance(failure, Unavailable):
            video_records.uncount_attempt(library.store, video_id, run_id)


def _has_downstream_step(context: dg.AssetExecutionContext) -> bool:
    """Whether a step of this run reads the asset of this one."""
    layer = context.job_def.asset_layer
    return bool(layer.get(context.asset_key).child_keys & layer.selected_asset_keys)


def _failure(failures: Failures, *, allow_retries: bool) -> dg.Failure:
    """Names every video with its reason."""
    reasons = {video_id: failure.reason for video_id, failure in failures.items()}
    return dg.Failure(
        description=inert("; ".join(f"{video_id}: {reason}" for video_id, reason in reasons.items())),
        metadata=inert_metadata(reasons),
        allow_retries=allow_retries,
    )
