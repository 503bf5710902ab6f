"""What the records of one video say, read from a real store."""

from __future__ import annotations

import pytest

from tests.support.storage.video_records import cancelled
from vindex_assets.failures import Permanent, Transient, VideoFailure
from vindex_assets.pipeline import video_records
from vindex_assets.uploads.video_state import (
    WORKER_KILLED,
    VideoState,
    current_state,
    due_reason,
    is_cancelled,
    is_recorded,
    load_state,
    recorded_upload,
    resolve_state,
)
from vindex_search.contract.ids import video_id
from vindex_search.contract.record_format import DamagedRecord, NewerRecord, Record
from vindex_search.contract.records import (
    AttemptsRecord,
    FailureRecord,
    ForgottenRecord,
    IndexedRecord,
    RepairsRecord,
    UploadRecord,
)
from vindex_search.contract.runs.control import CancelRecord, PriorityRecord
from vindex_search.storage import files
from vindex_search.storage.store import Store

KEY = "team/talk.mp4"
VIDEO = video_id("b", KEY)
TALK = UploadRecord(VIDEO, "team", KEY, "1", 10, "2026-01-01T00:00:00+00:00", (("team/talk.en.vtt", "7"),))
OTHER = UploadRecord(VIDEO, "team", KEY, "2", 11, "2026-01-02T00:00:00+00:00")


def registered(store: Store) -> None:
    store.write_record(VIDEO, TALK)


def tried(store: Store, times: int) -> None:
    for number in range(times):
        video_records.count_attempt(store, VIDEO, TALK.revision, f"r{number}")


def failed(store: Store, failure: VideoFailure, revision: str = TALK.revision) -> None:
    video_records.record_failure(store, VIDEO, revision, failure, asset="audio", run_id="r0")


def test_a_video_without_records_has_no_state(store: Store) -> None:
    assert load_state(store, VIDEO) is None
    assert recorded_upload(store, VIDEO) is None
    tried(store, 1)  # a run wrote it after the video was removed
    assert load_state(store, VIDEO) is None


def test_an_upload_comes_back_as_it_was_registered(store: Store) -> None:
    registered(store)
    loaded = load_state(store, VIDEO)
    assert loaded == VideoState(TALK, "new", attempts=0)
    assert loaded.video_id == VIDEO


def test_a_video_is_forgotten_until_it_is_registered_again(store: Store) -> None:
    store.write_record(VIDEO, ForgottenRecord(TALK))
    assert load_state(store, VIDEO) == VideoState(TALK, "forgotten")
    assert recorded_upload(store, VIDEO) == TALK
    store.remove_record(VIDEO, ForgottenRecord)
    registered(store)
    assert load_state(store, VIDEO) == VideoState(TALK, "new")


def test_a_registered_and_forgotten_revision_is_being_deleted(store: Store) -> None:
    registered(store)
    store.write_record(VIDEO, ForgottenRecord(TALK))
    assert load_state(store, VIDEO) == VideoState(TALK, "forgotten")
    store.write_record(VIDEO, ForgottenRecord(OTHER))
    assert load_state(store, VIDEO) == VideoState(TALK, "new")


def test_indexed_is_what_is_searchable_in_this_revision(store: Store) -> None:
    registered(store)
    video_records.record_indexed(store, VIDEO, OTHER.revision, "aaaa", "r0")
    assert load_state(store, VIDEO) == VideoState(TALK, "new")
    video_records.record_indexed(store, VIDEO, TALK.revision, "aaaa", "r0")
    assert load_state(store, VIDEO) == VideoState(TALK, "indexed")


@pytest.mark.parametrize(
    ("failure", "attempts", "state"),
    [
        (Permanent("damaged"), 1, "failed"),
        (Transient("no network"), 1, "retry"),
        (Transient("no network"), video_records.MAX_ATTEMPTS, "failed"),
    ],
)
def test_what_failed_is_tried_again_where_it_may_recover(
    store: Store, failure: VideoFailure, attempts: int, state: str
) -> None:
    registered(store)
    tried(store, attempts)
    failed(store, failure)
    loaded = load_state(store, VIDEO)
    assert loaded is not None
    assert (loaded.state, loaded.attempts) == (state, attempts)


@pytest.mark.parametrize("attempts", [0, video_records.MAX_ATTEMPTS])
def test_what_was_cancelled_is_not_due_whatever_was_tried(store: Store, attempts: int) -> None:
    registered(store)
    tried(store, attempts)
    failed(store, Transient("no network"))
    store.write_record(VIDEO, cancelled(TALK.revision))
    loaded = load_state(store, VIDEO)
    assert loaded == VideoState(TALK, "cancelled", attempts)
    assert not loaded.is_due
    assert is_cancelled(store, VIDEO)
    assert current_state(store, OTHER) == VideoState(OTHER, "new"), "but a newer upload is"


def test_a_priority_holds_until_the_video_is_indexed(store: Store) -> None:
    registered(store)
    store.write_record(VIDEO, PriorityRecord("high", at="", by="ada"))
    assert current_state(store, TALK).priority == current_state(store, OTHER).priority == "high"
    store.write_record(VIDEO, cancelled(TALK.revision))
    video_records.record_indexed(store, VIDEO, TALK.revision, "aaaa", "r0")
    assert current_state(store, TALK) == VideoState(TALK, "indexed")
    assert not any(store.has_record(VIDEO, kind) for kind in (PriorityRecord, CancelRecord))


def test_why_a_video_is_due(store: Store) -> None:
    assert due_reason(store, VideoState(TALK, "new")) == "new"
    registered(store)
    assert due_reason(store, VideoState(TALK, "new")) == "new"
    assert due_reason(store, VideoState(OTHER, "new")) == "changed"
    video_records.record_indexed(store, VIDEO, OTHER.revision, "aaaa", "r0")
    assert due_reason(store, VideoState(TALK, "new")) == "changed"
    video_records.count_repair(store, VIDEO, TALK.revision, 0.0)
    assert due_reason(store, VideoState(TALK, "new")) == "repair"
    assert due_reason(store, VideoState(TALK, "retry", 2)) == "retry 2"


def test_a_failure_of_another_revision_says_nothing_of_this_one(store: Store) -> None:
    registered(store)
    failed(store, Permanent("damaged"), revision=OTHER.revision)
    assert load_state(store, VIDEO) == VideoState(TALK, "new")


def test_a_video_that_kills_its_workers_is_recorded_as_failed(store: Store) -> None:
    registered(store)
    tried(store, video_records.MAX_ATTEMPTS)
    assert load_state(store, VIDEO) == VideoState(TALK, "failed", video_records.MAX_ATTEMPTS)
    failure = store.read_record(VIDEO, FailureRecord)
    assert failure is not None
    assert failure.reason == WORKER_KILLED


def test_a_revision_without_records_is_new() -> None:
    assert resolve_state(TALK, None) == VideoState(TALK, "new")
    assert resolve_state(OTHER, VideoState(TALK, "forgotten")) == VideoState(OTHER, "new")
    assert resolve_state(TALK, VideoState(TALK, "failed", 3)) == VideoState(TALK, "failed", 3)
    assert resolve_state(TALK, VideoState(TALK, "retry", 1)).is_due
    assert not resolve_state(TALK, VideoState(TALK, "indexed")).is_due


def damage(store: Store, kind: type[Record], text: bytes = b"{") -> None:
    files.write(store.path(VIDEO, kind.FILE), text)


def test_where_a_progress_record_is_damaged_another_run_is_requested(store: Store) -> None:
    registered(store)
    for kind in (IndexedRecord, FailureRecord, AttemptsRecord):
        damage(store, kind)
    assert load_state(store, VIDEO) == VideoState(TALK, "new")
    assert video_records.count_attempt(store, VIDEO, TALK.revision, "r9") == 1
    assert store.read_record(VIDEO, AttemptsRecord) == AttemptsRecord(TALK.revision, ("r9",))
    damage(store, RepairsRecord)
    assert video_records.count_repair(store, VIDEO, TALK.revision, 0.0) == 1


def test_an_upload_whose_record_is_damaged_is_registered_anew(store: Store) -> None:
    damage(store, UploadRecord)
    assert (load_state(store, VIDEO), recorded_upload(store, VIDEO)) == (None, None)
    assert current_state(store, TALK) == VideoState(TALK, "new")
    assert is_recorded(store, VIDEO)


def test_what_was_forgotten_does_not_come_back_by_damage(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    damage(store, ForgottenRecord)
    with pytest.raises(DamagedRecord, match=f"forgotten.json of {VIDEO} is no JSON"):
        load_state(store, VIDEO)
    assert current_state(store, TALK) == VideoState(TALK, "forgotten")
    assert recorded_upload(store, VIDEO) is None
    assert is_recorded(store, VIDEO)
    assert f"forgotten.json of {VIDEO} is no JSON: it stays out of the library" in caplog.text


@pytest.mark.parametrize("kind", [UploadRecord, IndexedRecord, FailureRecord, AttemptsRecord])
def test_what_a_later_version_wrote_is_not_written_over(store: Store, kind: type[Record]) -> None:
    registered(store)
    damage(store, kind, b'{"format": 2}')
    with pytest.raises(NewerRecord, match=f"{kind.FILE} of {VIDEO} has format 2"):
        current_state(store, TALK)
