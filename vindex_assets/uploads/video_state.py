"""How far an upload is on its way into the library, from the records of its video in the store."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final, Literal, get_args

from vindex_assets.failures import Permanent
from vindex_assets.pipeline import video_records
from vindex_search.common.text import visible
from vindex_search.contract.record_format import DamagedRecord
from vindex_search.contract.records import (
    AttemptsRecord,
    FailureRecord,
    ForgottenRecord,
    HasRevision,
    IndexedRecord,
    RepairsRecord,
    UploadRecord,
    for_revision,
    video_status,
)
from vindex_search.contract.runs.control import CancelRecord, Priority, PriorityRecord
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.uploads")

# Three times: `video_records.MAX_ATTEMPTS`.
WORKER_KILLED: Final = "its worker was killed three times without an error, most often out of memory"

# The first six follow from the records. A run is due where the state is `new` or `retry`, and was requested where it
# is `requested`. `unread`: the records have to be read, as they may have changed. `gone`: not listed any more.
State = Literal["indexed", "failed", "retry", "new", "cancelled", "forgotten", "requested", "unread", "gone"]
STATES: Final[tuple[State, ...]] = get_args(State)
DUE: Final[tuple[State, ...]] = ("new", "retry")


@dataclass(frozen=True, slots=True)
class VideoState:
    """An upload, its state, how many runs have begun to work on its revision, and its priority while it waits."""

    upload: UploadRecord
    state: State
    attempts: int = 0
    priority: Priority = "normal"

    @property
    def video_id(self) -> str:
        """The video that is made from the upload."""
        return self.upload.video_id

    @property
    def is_due(self) -> bool:
        """Whether a run has to be requested."""
        return self.state in DUE


def recorded_upload(store: Store, video_id: str) -> UploadRecord | None:
    """The upload that was registered or forgotten last; None where neither record can be read."""
    registered = store.try_read_record(video_id, UploadRecord)
    if registered:
        return registered
    forgotten = store.try_read_record(video_id, ForgottenRecord)
    return forgotten.upload if forgotten else None


def is_recorded(store: Store, video_id: str) -> bool:
    """Whether a video was registered or forgotten, whether or not the record is damaged."""
    return store.has_record(video_id, UploadRecord) or store.has_record(video_id, ForgottenRecord)


def load_state(store: Store, video_id: str) -> VideoState | None:
    """The state of a video that no run works on; None where it has no records.

    A video whose worker was killed too often is recorded as failed here. Where the same revision is both registered and
    forgotten, its deletion was begun and is not finished. Any other damaged record counts as absent: the run that is
    requested then writes it anew, and reuses the artefacts that are there.

    Raises:
        DamagedRecord: `forgotten.json` cannot be read; the damage must not bring the video back.
        NewerRecord: a later version of vindex wrote a record.
    """
    upload, forgotten = store.try_read_record(video_id, UploadRecord), store.read_record(video_id, ForgottenRecord)
    if forgotten and (upload is None or upload.revision == forgotten.upload.revision):
        return VideoState(forgotten.upload, "forgotten")
    if upload is None:
        return None
    attempts = store.try_read_record(video_id, AttemptsRecord)
    state = _state(store, upload, attempts)
    tried = video_records.attempt_count(attempts, upload.revision)
    return VideoState(upload, state, tried, "normal" if state == "indexed" else read_priority(store, video_id))


def read_priority(store: Store, video_id: str) -> Priority:
    """The priority that is on record of a video."""
    record = store.try_read_record(video_id, PriorityRecord)
    return record.priority if record else "normal"


def is_cancelled(store: Store, video_id: str) -> bool:
    """Whether the work on the registered revision of a video was cancelled."""
    upload = store.try_read_record(video_id, UploadRecord)
    return upload is not None and _cancellation(store, upload) is not None


def due_reason(store: Store, row: VideoState) -> str:
    """Why a due video is worked on, for people: "new", "changed", "retry" with how often it was tried, or "repair".

    To be asked before the upload is registered, whose earlier record tells that the file has changed.
    """
    video_id, revision = row.video_id, row.upload.revision
    if row.attempts:
        return f"retry {row.attempts}"
    if for_revision(store.try_read_record(video_id, RepairsRecord), revision):
        return "repair"
    earlier: tuple[HasRevision | None, ...] = (
        store.try_read_record(video_id, UploadRecord),
        store.try_read_record(video_id, IndexedRecord),
        store.try_read_record(video_id, FailureRecord),
    )
    return "changed" if any(record and record.revision != revision for record in earlier) else "new"


def _cancellation(store: Store, upload: UploadRecord) -> CancelRecord | None:
    return for_revision(store.try_read_record(upload.video_id, CancelRecord), upload.revision)


def recorded_state(store: Store, upload: UploadRecord) -> VideoState | None:
    """As `load_state`; where `forgotten.json` cannot be read, the upload counts as forgotten, in whichever version.

    Raises:
        NewerRecord: a later version of vindex wrote a record.
    """
    try:
        return load_state(store, upload.video_id)
    except DamagedRecord as problem:
        log.warning("%s: it stays out of the library until that file is removed", visible(str(problem)))
        return VideoState(upload, "forgotten")


def resolve_state(upload: UploadRecord, recorded: VideoState | None) -> VideoState:
    """The state of an upload given that of its records; a revision that they do not mention is new."""
    if recorded is None:
        return VideoState(upload, "new")
    if recorded.upload.revision != upload.revision:
        return VideoState(upload, "new", priority=recorded.priority)
    return VideoState(upload, recorded.state, recorded.attempts, recorded.priority)


def current_state(store: Store, upload: UploadRecord) -> VideoState:
    """The state of an upload by its video's records as they are now.

    Raises:
        NewerRecord: a later version of vindex wrote a record.
    """
    return resolve_state(upload, recorded_state(store, upload))


def _state(store: Store, upload: UploadRecord, attempts: AttemptsRecord | None) -> State:
    video_id, revision = upload.video_id, upload.revision
    indexed = store.try_read_record(video_id, IndexedRecord)
    failure = for_revision(store.try_read_record(video_id, FailureRecord), revision)
    cancelled = _cancellation(store, upload)
    match video_status(upload, indexed=indexed, failure=failure, attempts=attempts, cancelled=cancelled):
        case "indexed":
            return "indexed"
        case "cancelled":
            return "cancelled"
    if failure:
        return "failed" if video_records.is_final(failure, attempts) else "retry"
    if video_records.attempt_count(attempts, revision) >= video_records.MAX_ATTEMPTS:
        video_records.record_failure(store, video_id, revision, Permanent(WORKER_KILLED), asset="video", run_id=None)
        return "failed"
    return "new"
