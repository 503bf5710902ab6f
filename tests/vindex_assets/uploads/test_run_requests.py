"""Between the look and the request anything may have happened: what is asked for is asked about once more."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.library.home import Home
from tests.support.library.upload_files import put
from vindex_assets.pipeline import video_records
from vindex_assets.uploads.batching import Batch
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import ReconcileResult, reconcile
from vindex_assets.uploads.run_requests import claim_due_uploads
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.records import ForgottenRecord, UploadRecord


def looked(home: Home, cursor: ScanCursor | None = None) -> ReconcileResult:
    return reconcile(home.instance, home.library, cursor or ScanCursor(), now=time.time())


def alone(rows: Sequence[VideoState]) -> list[Batch]:
    return [Batch((row.upload,), "live") for row in rows]


def asked_for(batches: Sequence[Batch]) -> set[str]:
    return {video_id for batch in batches for video_id in batch.video_ids}


def test_what_is_asked_for_is_registered_and_known_to_be_requested(home: Home) -> None:
    films = {put(home, "team/a.mp4"), put(home, "team/b.mp4")}
    chosen, _ = claim_due_uploads(home.library, looked(home), alone)
    assert asked_for(chosen) == films
    for film in films:
        assert home.library.store.has_record(film, UploadRecord)
    rows = Snapshot.load(home.library.store).rows(films)
    assert {row.state for row in rows.values()} == {"requested"}


def test_what_is_not_chosen_stays_due(home: Home) -> None:
    films = {put(home, "team/a.mp4"), put(home, "team/b.mp4")}
    found = looked(home)
    chosen, found = claim_due_uploads(home.library, found, lambda rows: alone(rows[:1]))
    assert {row.video_id for row in found.due} == films - asked_for(chosen)
    assert home.library.store.read_record(found.due[0].video_id, UploadRecord) is None


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
    film, other = put(home, "team/a.mp4"), put(home, "team/b.mp4")
    found = looked(home)
    meanwhile(home, found.snapshot.rows([film])[film])
    chosen, _ = claim_due_uploads(home.library, found, alone)
    assert asked_for(chosen) == {other}
    assert Snapshot.load(home.library.store).rows([film])[film].state == state


def test_an_upload_that_was_overtaken_is_looked_at_again(home: Home) -> None:
    film = put(home, "team/a.mp4")
    found = looked(home)
    put(home, "team/a.mp4", b"another film")
    chosen, found = claim_due_uploads(home.library, found, alone)
    assert chosen == []
    assert home.library.store.read_record(film, UploadRecord) is None
    assert found.cursor.again == ("team/a.mp4",)
    (batch,), _ = claim_due_uploads(home.library, looked(home, replace(found.cursor, after=None)), alone)
    assert batch.uploads[0].size == len(b"another film")


def test_attempts_that_were_not_known_of_are_told_to_who_chooses(home: Home) -> None:
    film = put(home, "team/a.mp4")
    found = looked(home)
    row = found.snapshot.rows([film])[film]
    register(home, row)
    video_records.count_attempt(home.library.store, film, row.upload.revision, "r0")
    told: list[int] = []

    def choose(rows: Sequence[VideoState]) -> list[Batch]:
        told.extend(row.attempts for row in rows)
        return alone(rows)

    chosen, _ = claim_due_uploads(home.library, found, choose)
    assert asked_for(chosen) == {film}
    assert told == [0, 1]


def test_whoever_chooses_what_is_never_due_is_not_asked_for_ever(home: Home, tmp_path: Path) -> None:
    for number in range(20):
        put(home, f"team/{number}.mp4")
    found = looked(home)
    for row in found.due:
        was_indexed(home, row)
    chosen, found = claim_due_uploads(home.library, found, lambda rows: alone(rows[:1]))
    assert chosen == []
    assert len(found.due) == 15
