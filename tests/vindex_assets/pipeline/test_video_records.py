"""Records of a video's processing: what they count, for which revision, and in which order they are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.storage.artefacts import UPLOADED, VIDEO
from tests.support.storage.effects import effects
from tests.support.storage.video_records import attempted, failure, indexed, repaired
from vindex_assets.failures import Permanent, Transient, VideoFailure
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.video_records import MAX_ATTEMPTS, REPAIR_WINDOW_S
from vindex_search.contract.records import (
    AttemptsRecord,
    FailureRecord,
    IndexedRecord,
    RepairsRecord,
    video_status,
)
from vindex_search.storage.store import Store

NOW = 1e9


def effects_of(store: Store, call: Callable[[], object]) -> list[str]:
    with effects(store.root) as seen:
        call()
    return seen.by_name()


# The order of writes: at each of them the video is in a state from which the next tick goes on


def test_the_attempts_go_when_it_is_recorded_that_the_video_is_indexed(store: Store) -> None:
    """Killed in between, a video without attempts and not yet indexed would begin to count anew."""
    for record in (UPLOADED, attempted("1", "r1", "r2", "r3"), failure()):
        store.write_record(VIDEO, record)
    done = effects_of(store, lambda: video_records.record_indexed(store, VIDEO, "1", "aa", "r3"))
    assert done == ["rename indexed.json", "unlink attempts.json", "unlink failure.json"]
    assert store.read_record(VIDEO, AttemptsRecord) is None
    assert store.read_record(VIDEO, FailureRecord) is None


def test_a_failure_goes_when_the_next_attempt_is_counted(store: Store) -> None:
    """Killed in between, a video with neither would be tried once more than is allowed."""
    store.write_record(VIDEO, failure())
    done = effects_of(store, lambda: video_records.count_attempt(store, VIDEO, "1", "r1"))
    assert done == ["rename attempts.json", "unlink failure.json"]
    assert store.read_record(VIDEO, FailureRecord) is None


# Attempts


def test_a_run_is_counted_once_for_a_revision(store: Store) -> None:
    runs = [video_records.count_attempt(store, VIDEO, "1", run) for run in ("r1", "r2", "r1", "r2", "r3")]
    assert runs == [1, 2, 2, 2, 3]
    assert store.read_record(VIDEO, AttemptsRecord) == AttemptsRecord("1", ("r1", "r2", "r3"))


def test_a_run_that_was_counted_writes_nothing_again(store: Store) -> None:
    video_records.count_attempt(store, VIDEO, "1", "r1")
    done = effects_of(store, lambda: video_records.count_attempt(store, VIDEO, "1", "r1"))
    assert done == []


def test_another_revision_is_counted_from_its_beginning(store: Store) -> None:
    store.write_record(VIDEO, attempted("1", "r1", "r2", "r3"))
    assert video_records.count_attempt(store, VIDEO, "2", "r4") == 1
    assert store.read_record(VIDEO, AttemptsRecord) == AttemptsRecord("2", ("r4",))


@pytest.mark.parametrize(
    ("attempts", "count"), [(None, 0), (AttemptsRecord("2", ("r1",)), 0), (AttemptsRecord("1", ("r1", "r2")), 2)]
)
def test_the_attempts_at_a_revision_are_those_of_its_record(attempts: AttemptsRecord | None, count: int) -> None:
    assert video_records.attempt_count(attempts, "1") == count


# Failures


@pytest.mark.parametrize(
    ("why", "kind"), [(Permanent("it is no video"), "permanent"), (Transient("no network"), "transient")]
)
def test_a_failure_is_recorded_with_its_kind_asset_run_and_time(store: Store, why: VideoFailure, kind: str) -> None:
    store.write_record(VIDEO, UPLOADED)
    video_records.record_failure(store, VIDEO, "1", why, asset="audio", run_id="r1")
    found = store.read_record(VIDEO, FailureRecord)
    assert found is not None
    assert (found.revision, found.asset, found.kind, found.reason, found.run_id) == (
        "1",
        "audio",
        kind,
        why.reason,
        "r1",
    )
    assert_just_now(found.at)


def test_a_video_that_is_not_registered_gets_no_failure_and_is_marked_dirty(store: Store) -> None:
    """It may have been deleted while the run was at it: a record would bring it into the library again."""
    video_records.record_failure(store, VIDEO, "", Permanent("not registered"), asset="video", run_id="r1")
    assert list(store.video_ids()) == []
    assert store.dirty() == [VIDEO]


def assert_just_now(at: str) -> None:
    """A time of day, in UTC and whole seconds."""
    assert timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(at) < timedelta(minutes=10)
    assert at.endswith("+00:00")
    assert "." not in at


def test_only_a_failure_of_the_same_run_is_one_of_an_earlier_step(store: Store) -> None:
    assert video_records.failure_of_run(store, VIDEO, "r1") is None
    store.write_record(VIDEO, failure())
    assert video_records.failure_of_run(store, VIDEO, "r1") == failure()
    assert video_records.failure_of_run(store, VIDEO, "r2") is None


@pytest.mark.parametrize(
    ("why", "runs", "final"),
    [
        (Permanent("it is no video"), 1, True),
        (Transient("no network"), MAX_ATTEMPTS - 1, False),
        (Transient("no network"), MAX_ATTEMPTS, True),
        (Transient("no network"), MAX_ATTEMPTS + 1, True),
    ],
)
def test_no_run_is_requested_after_what_stays_or_after_three_attempts(
    store: Store, why: VideoFailure, runs: int, final: bool
) -> None:
    store.write_record(VIDEO, UPLOADED)
    video_records.record_failure(store, VIDEO, "1", why, asset="audio", run_id="r1")
    found = store.read_record(VIDEO, FailureRecord)
    assert found is not None
    assert video_records.is_final(found, attempted("1", *(f"r{number}" for number in range(runs)))) == final


def test_a_video_is_tried_three_times() -> None:
    assert MAX_ATTEMPTS == 3


# Indexed


def test_what_is_indexed_is_recorded_with_its_generation_run_and_time(store: Store) -> None:
    video_records.record_indexed(store, VIDEO, "1", "aa", "r1")
    found = store.read_record(VIDEO, IndexedRecord)
    assert found is not None
    assert (found.revision, found.generation, found.run_id) == ("1", "aa", "r1")
    assert video_status(UPLOADED, indexed=found, failure=None, attempts=None) == "indexed"
    assert_just_now(found.at)


# Repairs


def test_repairs_within_a_week_are_counted_and_older_ones_are_forgotten(store: Store) -> None:
    counts = [
        video_records.count_repair(store, VIDEO, "1", NOW + after)
        for after in (0.0, 1.0, REPAIR_WINDOW_S - 1, REPAIR_WINDOW_S, REPAIR_WINDOW_S + 1)
    ]
    assert counts == [1, 2, 3, 3, 3]
    assert store.read_record(VIDEO, RepairsRecord) == RepairsRecord(
        "1", (NOW + REPAIR_WINDOW_S - 1, NOW + REPAIR_WINDOW_S, NOW + REPAIR_WINDOW_S + 1)
    )
    assert REPAIR_WINDOW_S == 7 * 24 * 3600


def test_repairs_of_another_revision_are_not_counted(store: Store) -> None:
    store.write_record(VIDEO, repaired("1"))
    assert video_records.count_repair(store, VIDEO, "2", 1767225601.0) == 1
    store.write_record(VIDEO, indexed("2"))
    assert video_records.count_repair(store, VIDEO, "2", 1767225602.0) == 2
