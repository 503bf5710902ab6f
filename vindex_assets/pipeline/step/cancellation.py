"""Cancelling: of one video, which the step passes over from then on, and of the run, which ends the step.

Dagster (1.13) takes the interrupt of a run for a failure of the step where that has a retry policy, and begins it again
behind a run that is shown as cancelled. `RunInterrupted` is both of what it lets through: an error of its own kind,
which asks no retry policy, and an interrupt, which ends the run as CANCELED where somebody asked for that.
"""

from __future__ import annotations

import dagster as dg

from vindex_assets.failures import Cancelled
from vindex_assets.pipeline import video_records
from vindex_search.contract.records import UploadRecord, for_revision
from vindex_search.contract.runs.control import CancelRecord, SkippedRecord
from vindex_search.storage.store import Store

VIDEO_CANCELLED = "the video was cancelled"


class RunInterrupted(dg.DagsterError, dg.DagsterExecutionInterruptedError):
    """The run is over, or its process is being ended: the step ends, and no other begins."""


# The multiprocess executor recognises the interrupt of a step's process by the name of its class.
RunInterrupted.__name__ = dg.DagsterExecutionInterruptedError.__name__


def is_cancelled(store: Store, video_id: str, revision: str) -> bool:
    """Whether somebody cancelled this revision of a video."""
    return for_revision(store.try_read_record(video_id, CancelRecord), revision) is not None


def refuse_cancelled(store: Store, video_id: str, revision: str, run_id: str) -> None:
    """Return where a run is to work on a video.

    Raises:
        Cancelled: the video was cancelled, or was during an earlier step of this run, and may be due again since.
    """
    skipped = store.try_read_record(video_id, SkippedRecord)
    if (skipped and skipped.run_id == run_id) or is_cancelled(store, video_id, revision):
        raise Cancelled(VIDEO_CANCELLED)


def leave_alone(store: Store, video_id: str, run_id: str) -> None:
    """Have the later steps of a run pass over a video that was cancelled; the run is no attempt at it."""
    if not store.has_record(video_id, UploadRecord):
        return  # it was deleted, and a record would bring it back
    store.write_record(video_id, SkippedRecord(run_id))
    video_records.uncount_attempt(store, video_id, run_id)
