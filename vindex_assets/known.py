"""What the store's records say of one video: which upload it is made from, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from vindex_assets import records
from vindex_assets.failures import Permanent
from vindex_assets.uploads import Upload
from vindex_search.contract import FAILURE, FORGOTTEN, INDEXED, UPLOAD
from vindex_search.store import Store

WORKER_DIED: Final = "work on this video ended without a word each time (killed, or out of memory)"

# The first five are told by the records. A run is asked for where it is `new` or to be tried again, `requested` since;
# `unread`: the records are to be read, as they were changed or never seen; `gone`: the upload is no longer listed.
State = Literal["indexed", "failed", "retry", "new", "forgotten", "requested", "unread", "gone"]
STATES: Final[tuple[State, ...]] = get_args(State)


@dataclass(frozen=True, slots=True)
class Known:
    """An upload, how far it is, and how many runs have begun to work on it."""

    upload: Upload
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


def noted(store: Store, video_id: str) -> Upload | None:
    """The upload that was registered or forgotten last; None where nothing ever was, or all of it was removed."""
    record = store.read_record(video_id, UPLOAD) or store.read_record(video_id, FORGOTTEN)
    return upload_of(record) if record else None


def known(store: Store, video_id: str) -> Known | None:
    """What the records say of a video that no run is at; None where there are none.

    A video whose runs ended without a word too often is written down as failed here. Where the same revision is
    registered and forgotten, its deletion was begun and is not finished.
    """
    registered, forgotten = store.read_record(video_id, UPLOAD), store.read_record(video_id, FORGOTTEN)
    if forgotten and (registered is None or registered["revision"] == forgotten["revision"]):
        return Known(upload_of(forgotten), "forgotten")
    if registered is None:
        return None
    upload = upload_of(registered)
    tried = records.attempts(store, video_id, upload.revision)
    return Known(upload, _state(store, upload, tried), tried)


def upload_of(record: dict[str, Any]) -> Upload:
    """The upload that `Upload.record` wrote down."""
    names = ("video_id", "workspace", "object_key", "version", "size", "uploaded_at")
    sidecars = tuple((key, version) for key, version in record["sidecars"])
    return Upload(**{name: record[name] for name in names}, sidecars=sidecars)


def judge(upload: Upload, before: Known | None) -> Known:
    """How far an upload is, by what the records say of its video; a revision they do not speak of is a new wish."""
    if before is None or before.upload.revision != upload.revision:
        return Known(upload, "new")
    return Known(upload, before.state, before.attempts)


def _state(store: Store, upload: Upload, tried: int) -> State:
    video_id, revision = upload.video_id, upload.revision
    indexed, failure = store.read_record(video_id, INDEXED), store.read_record(video_id, FAILURE)
    if indexed and indexed["revision"] == revision:
        return "indexed"
    if failure and failure["revision"] == revision:
        return "failed" if failure["kind"] == "permanent" or tried >= records.MOST_ATTEMPTS else "retry"
    if tried >= records.MOST_ATTEMPTS:
        records.record_failure(store, video_id, revision, Permanent(WORKER_DIED), asset="video", run_id=None)
        return "failed"
    return "new"
