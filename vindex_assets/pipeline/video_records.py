"""Records of a video's processing: attempts, failure, repairs, and that it is indexed.

Each record names its revision (version and sidecars). A record of another revision is ignored, and a damaged one is
replaced.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from vindex_assets.failures import Permanent, VideoFailure
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.notes import Note
from vindex_search.contract.records import (
    AttemptsRecord,
    FailureRecord,
    IndexedRecord,
    RepairsRecord,
    UploadRecord,
    for_revision,
)
from vindex_search.contract.runs.control import CancelRecord, PriorityRecord
from vindex_search.storage.store import Store

REPAIR_WINDOW_S: Final = 7 * 86_400.0  # in which repairs are counted; one that held for a week is no sign of a fault
MAX_ATTEMPTS: Final = 3  # after which a video that kills its worker, or fails each time, is quarantined


def count_attempt(store: Store, video_id: str, revision: str, run_id: str) -> int:
    """Count a run's attempt at a revision, once; returns how many runs have tried it.

    Called before the work begins, so that a video which kills its worker is counted too.
    """
    record = for_revision(store.try_read_record(video_id, AttemptsRecord), revision) or AttemptsRecord(revision)
    if run_id not in record.runs:
        record = AttemptsRecord(revision, (*record.runs, run_id))
        store.write_record(video_id, record)
    crash_point("records.attempt_counted", video_id)
    store.remove_record(video_id, FailureRecord)
    return len(record.runs)


def uncount_attempt(store: Store, video_id: str, run_id: str) -> bool:
    """Take back what `count_attempt` counted for a run; returns whether it had."""
    record = store.try_read_record(video_id, AttemptsRecord)
    if record is None or run_id not in record.runs:
        return False
    runs = tuple(run for run in record.runs if run != run_id)
    if runs:
        store.write_record(video_id, AttemptsRecord(record.revision, runs))
    else:
        store.remove_record(video_id, AttemptsRecord)
    return True


def attempt_count(attempts: AttemptsRecord | None, revision: str) -> int:
    """How many runs have tried a revision."""
    record = for_revision(attempts, revision)
    return len(record.runs) if record else 0


def is_final(failure: FailureRecord, attempts: AttemptsRecord | None) -> bool:
    """Whether no other run is requested: the failure is permanent, or the revision was tried MAX_ATTEMPTS times."""
    return failure.kind == "permanent" or attempt_count(attempts, failure.revision) >= MAX_ATTEMPTS


def record_failure(
    store: Store, video_id: str, revision: str, failure: VideoFailure, *, asset: str, run_id: str | None
) -> None:
    """Record why a revision is not indexed.

    A video that is not registered, or no longer, gets no record, which would bring it into the library: it is marked
    as dirty, and the sensor removes what the run has written of it.
    """
    if not store.has_record(video_id, UploadRecord):
        store.mark_dirty(video_id)
        return
    record = FailureRecord(
        revision=revision,
        asset=asset,
        kind="permanent" if isinstance(failure, Permanent) else "transient",
        reason=failure.reason,
        run_id=run_id,
        at=_timestamp(),
    )
    store.write_record(video_id, record)


def failure_of_run(store: Store, video_id: str, run_id: str) -> FailureRecord | None:
    """The failure that an earlier step of this run recorded."""
    record = store.try_read_record(video_id, FailureRecord)
    return record if record and record.run_id == run_id else None


def record_indexed(
    store: Store, video_id: str, revision: str, generation: str, run_id: str, *, notes: tuple[Note, ...] = ()
) -> None:
    """Record that a revision is searchable, with the notes of its artefacts; remove what it does not need any more.

    That is its attempts and failure, its priority, and a cancellation that came too late: left behind, it would keep a
    repair from being done.
    """
    record = IndexedRecord(revision=revision, generation=generation, run_id=run_id, at=_timestamp(), notes=notes)
    store.write_record(video_id, record)
    crash_point("records.indexed", video_id)
    store.remove_record(video_id, AttemptsRecord)
    crash_point("records.attempts_removed", video_id)
    for kind in (FailureRecord, PriorityRecord, CancelRecord):
        store.remove_record(video_id, kind)


def count_repair(store: Store, video_id: str, revision: str, now: float) -> int:
    """Count a repair before it begins; returns how many a revision has had within REPAIR_WINDOW_S of `now`."""
    record = for_revision(store.try_read_record(video_id, RepairsRecord), revision)
    earlier = record.at if record else ()
    times = (*(time for time in earlier if now - time < REPAIR_WINDOW_S), now)
    store.write_record(video_id, RepairsRecord(revision, times))
    return len(times)


def _timestamp() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
