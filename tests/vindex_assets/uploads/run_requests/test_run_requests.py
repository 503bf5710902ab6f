"""Planned uploads are verified, as anything may have happened between the reconciliation and the request."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.library.home import Home
from tests.support.library.upload_files import upload_file
from vindex_assets.pipeline import video_records
from vindex_assets.uploads.batching import Batch
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import reconcile
from vindex_assets.uploads.reconcile_result import ReconcileResult
from vindex_assets.uploads.run_requests import Planner, claim_due_uploads
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.video_state import VideoState, load_state
from vindex_search.contract.record_format import Record
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.storage.store import Store


def reconciled(home: Home, cursor: ScanCursor | None = None) -> ReconcileResult:
    return reconcile(home.instance, home.library, cursor or ScanCursor(), now=time.time())


def claim(home: Home, result: ReconcileResult, plan: Planner) -> tuple[list[Batch], ReconcileResult]:
    """What a tick does after its reconciliation."""
    batches, result = claim_due_uploads(home.library, result, plan)
    result.save(home.library.store)
    return batches, result


def one_a_batch(rows: Sequence[VideoState]) -> list[Batch]:
    return [Batch((row.upload,), "live") for row in rows]


def video_ids(batches: Sequence[Batch]) -> set[str]:
    return {video_id for batch in batches for video_id in batch.video_ids}


def test_planned_uploads_are_registered_and_requested(home: Home) -> None:
    films = {upload_file(home, "team/a.mp4"), upload_file(home, "team/b.mp4")}
    batches, _ = claim(home, reconciled(home), one_a_batch)
    assert video_ids(batches) == films
    for film in films:
        assert home.library.store.has_record(film, UploadRecord)
    rows = Snapshot.load(home.library.store).rows(films)
    assert {row.state for row in rows.values()} == {"requested"}


def test_what_is_not_planned_stays_due(home: Home) -> None:
    films = {upload_file(home, "team/a.mp4"), upload_file(home, "team/b.mp4")}
    result = reconciled(home)
    batches, result = claim(home, result, lambda rows: one_a_batch(rows[:1]))
    assert {row.video_id for row in result.due} == films - video_ids(batches)
    assert home.library.store.read_record(result.due[0].video_id, UploadRecord) is None


def register(home: Home, row: VideoState) -> None:
    home.library.store.write_record(row.video_id, row.upload)


def was_indexed(home: Home, row: VideoState) -> None:
    register(home, row)
    video_records.record_indexed(home.library.store, row.video_id, row.upload.revision, "aaaa", "r0")


def was_forgotten(home: Home, row: VideoState) -> None:
    home.library.store.write_record(row.video_id, ForgottenRecord(row.upload))


def is_gone(home: Home, row: VideoState) -> None:
    (home.uploads / row.upload.object_key).unlink()


@pytest.mark.parametrize(
    ("meanwhile", "state"), [(was_indexed, "indexed"), (was_forgotten, "forgotten"), (is_gone, "gone")]
)
def test_what_is_not_due_any_more_is_left_out(
    home: Home, meanwhile: Callable[[Home, VideoState], None], state: str
) -> None:
    film, other = upload_file(home, "team/a.mp4"), upload_file(home, "team/b.mp4")
    result = reconciled(home)
    meanwhile(home, result.snapshot.rows([film])[film])
    batches, _ = claim(home, result, one_a_batch)
    assert video_ids(batches) == {other}
    assert Snapshot.load(home.library.store).rows([film])[film].state == state


def test_a_deletion_that_is_requested_while_a_video_is_registered_is_not_lost(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = upload_file(home, "team/a.mp4")
    result, real = reconciled(home), Store.write_record

    def forgotten_meanwhile(store: Store, name: str, record: Record) -> None:
        if isinstance(record, UploadRecord):
            real(store, name, ForgottenRecord(record))
        real(store, name, record)

    monkeypatch.setattr(Store, "write_record", forgotten_meanwhile)
    claim_due_uploads(home.library, result, one_a_batch)
    loaded = load_state(home.library.store, film)
    assert loaded is not None
    assert loaded.state == "forgotten"


def test_what_cannot_be_registered_does_not_count_as_requested(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    film = upload_file(home, "team/a.mp4")
    result = reconciled(home)

    def denied(*_: object) -> None:
        raise PermissionError("the disk is read-only")

    monkeypatch.setattr(Store, "write_record", denied)
    with pytest.raises(PermissionError):
        claim_due_uploads(home.library, result, one_a_batch)
    assert [row.video_id for row in result.due] == [film]


def test_a_newer_version_of_a_forgotten_upload_is_not_forgotten_any_more(home: Home) -> None:
    film, store = upload_file(home, "team/a.mp4"), home.library.store
    earlier = reconciled(home).snapshot.rows([film])[film].upload
    store.write_record(film, ForgottenRecord(replace(earlier, version="an earlier one")))
    batches, _ = claim(home, reconciled(home), one_a_batch)
    assert video_ids(batches) == {film}
    assert not store.has_record(film, ForgottenRecord)


def test_an_upload_with_a_newer_version_is_listed_again(home: Home) -> None:
    film = upload_file(home, "team/a.mp4")
    result = reconciled(home)
    upload_file(home, "team/a.mp4", b"another film")
    batches, result = claim(home, result, one_a_batch)
    assert batches == []
    assert home.library.store.read_record(film, UploadRecord) is None
    assert result.cursor.again == ("team/a.mp4",)
    (batch,), _ = claim(home, reconciled(home, replace(result.cursor, after=None)), one_a_batch)
    assert batch.uploads[0].size == len(b"another film")


def test_attempts_that_the_snapshot_lacks_are_planned_with(home: Home) -> None:
    film = upload_file(home, "team/a.mp4")
    result = reconciled(home)
    row = result.snapshot.rows([film])[film]
    register(home, row)
    video_records.count_attempt(home.library.store, film, row.upload.revision, "r0")
    attempts: list[int] = []

    def plan(rows: Sequence[VideoState]) -> list[Batch]:
        attempts.extend(row.attempts for row in rows)
        return one_a_batch(rows)

    batches, _ = claim(home, result, plan)
    assert video_ids(batches) == {film}
    assert attempts == [0, 1]


def test_plans_of_uploads_that_are_never_due_come_to_an_end(home: Home, tmp_path: Path) -> None:
    for number in range(20):
        upload_file(home, f"team/{number}.mp4")
    result = reconciled(home)
    for row in result.due:
        was_indexed(home, row)
    batches, result = claim(home, result, lambda rows: one_a_batch(rows[:1]))
    assert batches == []
    assert len(result.due) == 15
