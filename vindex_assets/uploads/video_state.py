"""What the store's records say of one video: which upload it is made from, and how far that is."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from vindex_assets.failures import Permanent
from vindex_assets.pipeline import video_records
from vindex_search.contract.record_format import DamagedRecord
from vindex_search.contract.records import (
    AttemptsRecord,
    FailureRecord,
    ForgottenRecord,
    IndexedRecord,
    UploadRecord,
    for_revision,
    video_status,
)
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.records")

WORKER_KILLED: Final = "work on this video ended without a word each time (killed, or out of memory)"

# The first five are told by the records. A run is asked for where it is `new` or to be tried again, `requested` since;
# `unread`: the records are to be read, as they were changed or never seen; `gone`: the upload is no longer listed.
State = Literal["indexed", "failed", "retry", "new", "forgotten", "requested", "unread", "gone"]
STATES: Final[tuple[State, ...]] = get_args(State)


@dataclass(frozen=True, slots=True)
class VideoState:
    """An upload, how far it is, and how many runs have begun to work on it."""

    upload: UploadRecord
    state: State
    attempts: int = 0

    @property
    def video_id(self) -> str:
        """The video that is made from the upload."""
        return self.upload.video_id

    @property
    def is_due(self) -> bool:
        """Whether a run is to be asked for."""
        return self.state in {"new", "retry"}


def recorded_upload(store: Store, video_id: str) -> UploadRecord | None:
    """The upload that was registered or forgotten last; None where nothing can be read of either."""
    registered = store.try_read_record(video_id, UploadRecord)
    if registered:
        return registered
    forgotten = store.try_read_record(video_id, ForgottenRecord)
    return forgotten.upload if forgotten else None


def is_recorded(store: Store, video_id: str) -> bool:
    """Whether a video was registered or forgotten, be the record damaged or not."""
    return store.has_record(video_id, UploadRecord) or store.has_record(video_id, ForgottenRecord)


def load_state(store: Store, video_id: str) -> VideoState | None:
    """What the records say of a video that no run is at; None where there are none.

    A video whose runs ended without a word too often is written down as failed here. Where the same revision is
    registered and forgotten, its deletion was begun and is not finished. Any other damaged record counts as absent: the
    run that is asked for writes it anew, and what it finds done it does not do again.

    Raises:
        DamagedRecord: that it was forgotten cannot be read; it must not come back by that.
        NewerRecord: a later version of vindex wrote a record.
    """
    upload, forgotten = store.try_read_record(video_id, UploadRecord), store.read_record(video_id, ForgottenRecord)
    if forgotten and (upload is None or upload.revision == forgotten.upload.revision):
        return VideoState(forgotten.upload, "forgotten")
    if upload is None:
        return None
    attempts = store.try_read_record(video_id, AttemptsRecord)
    return VideoState(upload, _state(store, upload, attempts), video_records.tried(attempts, upload.revision))


def resolve_state(upload: UploadRecord, before: VideoState | None) -> VideoState:
    """How far an upload is, by what the records say of its video; a revision they do not speak of is a new wish."""
    if before is None or before.upload.revision != upload.revision:
        return VideoState(upload, "new")
    return VideoState(upload, before.state, before.attempts)


def recorded_state(store: Store, upload: UploadRecord) -> VideoState | None:
    """As `known`; where a record of its deletion cannot be read, the upload is forgotten in whichever version it is.

    Raises:
        NewerRecord: a later version of vindex wrote a record.
    """
    try:
        return load_state(store, upload.video_id)
    except DamagedRecord as problem:
        log.warning("%s: it stays out of the library until that file is removed", problem)
        return VideoState(upload, "forgotten")


def current_state(store: Store, upload: UploadRecord) -> VideoState:
    """How far an upload is by its video's records as they are now.

    Raises:
        NewerRecord: a later version of vindex wrote one of them.
    """
    return resolve_state(upload, recorded_state(store, upload))


def _state(store: Store, upload: UploadRecord, attempts: AttemptsRecord | None) -> State:
    video_id, revision = upload.video_id, upload.revision
    indexed = store.try_read_record(video_id, IndexedRecord)
    failure = for_revision(store.try_read_record(video_id, FailureRecord), revision)
    status = video_status(upload, indexed=indexed, failure=failure, attempts=attempts)
    if status == "indexed":
        return "indexed"
    if failure:
        return "failed" if video_records.is_final(failure, attempts) else "retry"
    if video_records.tried(attempts, revision) >= video_records.MOST_ATTEMPTS:
        video_records.record_failure(store, video_id, revision, Permanent(WORKER_KILLED), asset="video", run_id=None)
        return "failed"
    return "new"


def changed_uploads(rows: Mapping[str, VideoState], uploads: Iterable[UploadRecord]) -> list[VideoState]:
    """Rows of the uploads that are new, of another revision than their row's, or back; their records are to be read."""
    return [VideoState(upload, "unread") for upload in uploads if _differs(rows.get(upload.video_id), upload)]


def missing_uploads(rows: Mapping[str, VideoState], uploads: Iterable[UploadRecord]) -> list[VideoState]:
    """Rows of the videos that are not among the uploads any more."""
    there = {upload.video_id for upload in uploads}
    lacking = (row for video_id, row in rows.items() if video_id not in there)
    return [replace(row, state="gone") for row in lacking if row.state != "gone"]


def _differs(row: VideoState | None, upload: UploadRecord) -> bool:
    return row is None or row.state == "gone" or row.upload.revision != upload.revision
