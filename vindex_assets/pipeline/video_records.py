"""What is written down about a video's way through the pipeline: attempts, failures, and that it is indexed.

Each record names the revision that it speaks of; a record of another revision says nothing about this one, and one that
is damaged is written anew.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from vindex_assets.failures import Permanent, VideoFailure
from vindex_search.contract.records import AttemptsRecord, FailureRecord, IndexedRecord, RepairsRecord, for_revision
from vindex_search.storage.store import Store

REPAIR_WINDOW_S: Final = 7 * 86_400.0  # a repair that held for a week has nothing to do with the next one
MAX_ATTEMPTS: Final = 3  # after so many a video that kills its worker, or meets trouble each time, is left alone


def count_attempt(store: Store, video_id: str, revision: str, run_id: str) -> int:
    """Count an attempt before its work begins, so that one which kills its worker is counted too; a run counts once."""
    record = for_revision(store.try_read_record(video_id, AttemptsRecord), revision) or AttemptsRecord(revision)
    if run_id not in record.runs:
        record = AttemptsRecord(revision, (*record.runs, run_id))
        store.write_record(video_id, record)
    store.remove_record(video_id, FailureRecord)
    return len(record.runs)


def attempt_count(attempts: AttemptsRecord | None, revision: str) -> int:
    """How many runs have begun to work on a revision."""
    record = for_revision(attempts, revision)
    return len(record.runs) if record else 0


def is_final(failure: FailureRecord, attempts: AttemptsRecord | None) -> bool:
    """Whether no other run is asked for: it cannot recover, or was tried often enough."""
    return failure.kind == "permanent" or attempt_count(attempts, failure.revision) >= MAX_ATTEMPTS


def record_failure(
    store: Store, video_id: str, revision: str, failure: VideoFailure, *, asset: str, run_id: str | None
) -> None:
    """Write down why this revision is not in the library."""
    record = FailureRecord(
        revision=revision,
        asset=asset,
        kind="permanent" if isinstance(failure, Permanent) else "transient",
        reason=failure.reason,
        run_id=run_id,
        at=_now(),
    )
    store.write_record(video_id, record)


def failure_of_run(store: Store, video_id: str, run_id: str) -> FailureRecord | None:
    """The failure that this very run met at an earlier step, if it did."""
    record = store.try_read_record(video_id, FailureRecord)
    return record if record and record.run_id == run_id else None


def record_indexed(store: Store, video_id: str, revision: str, generation: str, run_id: str) -> None:
    """Write down that this revision is searchable, and that its troubles are over."""
    store.write_record(video_id, IndexedRecord(revision=revision, generation=generation, run_id=run_id, at=_now()))
    store.remove_record(video_id, AttemptsRecord)
    store.remove_record(video_id, FailureRecord)


def count_repair(store: Store, video_id: str, revision: str, now: float) -> int:
    """Count a repair before it is begun; returns how many there were of this revision within a week of `now`."""
    record = for_revision(store.try_read_record(video_id, RepairsRecord), revision)
    recent = (then for then in (record.at if record else ()) if now - then < REPAIR_WINDOW_S)
    at = (*recent, now)
    store.write_record(video_id, RepairsRecord(revision, at))
    return len(at)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
