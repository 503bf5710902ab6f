"""What a tick reads and writes before what: so that a kill between any two lines loses nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.effects import library_effects
from tests.support.library.home import Home
from tests.support.library.upload_files import delete_file, partition_keys, stored_video_ids, upload_file
from tests.support.storage.effects import Effect, effects
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.worker_tag import worker_tag
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import apply_dirty_marks, reconcile
from vindex_assets.uploads.reconcile_result import ReconcileResult
from vindex_assets.uploads.removal.removal import EMPTY_BUCKET_MIN_VIDEOS
from vindex_assets.uploads.snapshot import Snapshot
from vindex_search.contract.record_format import Record
from vindex_search.contract.records import ForgottenRecord, IndexedRecord
from vindex_search.settings import settings
from vindex_search.storage.bucket import FolderBucket, ObjectInfo
from vindex_search.storage.store import Store

NEXT_PASS = ScanCursor(after=None, began=0.0, thorough=False)


def reconciled(home: Home, cursor: ScanCursor = NEXT_PASS) -> ReconcileResult:
    return reconcile(home.instance, home.library, cursor, now=time.time())


def saved_state(home: Home, name: str) -> str | None:
    """The state of a video in the snapshot that the next tick loads; None where it has no row."""
    row = Snapshot.load(home.library.store).rows([name]).get(name)
    return row.state if row else None


def run_on(home: Home, name: str, **tags: str) -> dg.DagsterRun:
    """A run that works on a video."""
    status = dg.DagsterRunStatus.STARTED
    run: dg.DagsterRun = create_run_for_test(home.instance, status=status, tags={PARTITION_TAG: name, **tags})
    return run


# Dirty marks


def test_a_dirty_mark_goes_when_the_snapshot_says_that_its_video_is_unread(home: Home, film: str) -> None:
    home.library.store.mark_dirty(film)
    with effects(home.library.store.root) as seen:
        apply_dirty_marks(home.library.store, Snapshot.load(home.library.store))
    assert seen.by_name() == ["rename snapshot.parquet", f"unlink {film}"]
    assert saved_state(home, film) == "unread"


def test_a_mark_that_is_set_while_the_records_are_read_is_there_at_the_next_tick(
    home: Home, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, real = home.library.store, Store.read_record
    store.mark_dirty(film)

    def marked_meanwhile(self: Store, name: str, kind: type[Record]) -> Record | None:
        if kind is IndexedRecord:
            self.mark_dirty(name)
        return real(self, name, kind)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "read_record", marked_meanwhile)
        reconciled(home).save(store)
    assert store.dirty() == [film]


def test_the_marks_of_removed_videos_go_when_the_snapshot_is_without_them(home: Home, film: str) -> None:
    delete_file(home, "team/a.mp4")
    result = reconciled(home)
    store = home.library.store
    assert (store.dirty(), saved_state(home, film)) == ([film], "indexed")
    with effects(store.root) as seen:
        result.save(store)
    assert seen.by_name() == ["rename snapshot.parquet", f"unlink {film}"]
    assert (store.dirty(), saved_state(home, film)) == ([], None)


def test_the_marks_of_videos_without_a_record_go_when_what_is_left_of_them_is_removed(home: Home, film: str) -> None:
    store = home.library.store
    store.remove_video(film)
    store.publish(film, "aaaa", 1)
    snapshot = Snapshot.load(store)
    snapshot.delete([film])
    snapshot.save(store)
    store.mark_dirty(film)
    with library_effects(home, {film}) as seen:
        reconciled(home)
    changes = seen.by_name()
    assert changes.index(f"remove points {film}") < changes.index(f"delete partition {film}") < len(changes) - 1
    assert seen.done[-1] != Effect("rename", f"store/touched/{film}")
    assert store.dirty() == []


# Runs in flight


def test_a_video_that_a_run_takes_up_while_the_bucket_is_listed_is_left_alone(
    home: Home, sensor: SensorHarness, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FolderBucket.list

    def a_run_begins(bucket: FolderBucket, **which: Any) -> Iterator[ObjectInfo]:
        if not sensor.active_runs():
            run_on(home, film)
        return real(bucket, **which)

    delete_file(home, "team/a.mp4")
    monkeypatch.setattr(FolderBucket, "list", a_run_begins)
    assert reconciled(home).in_flight == {film}
    assert film in stored_video_ids(home) & partition_keys(home)


def test_records_under_a_run_are_neither_read_nor_removed(home: Home, sensor: SensorHarness, film: str) -> None:
    (other,) = stored_video_ids(home) - {film}
    for name in (film, other):
        run_on(home, name)
    home.library.store.mark_dirty(film)
    delete_file(home, "team/b.mp4")
    result = reconciled(home)
    states = {name: row.state for name, row in result.snapshot.rows([film, other]).items()}
    assert states == {film: "unread", other: "gone"}
    assert (result.due, result.remaining) == ([], 0)
    for run in sensor.active_runs():
        home.instance.report_run_canceled(run)
    assert replace(result, in_flight=frozenset()).remaining == 2


def test_a_due_video_that_a_run_works_on_meanwhile_is_not_due(home: Home, film: str) -> None:
    upload_file(home, "team/a.mp4", b"another film")
    result = reconciled(home)
    assert [row.video_id for row in result.due] == [film]
    result.save(home.library.store)
    run_on(home, film)
    again = reconciled(home)
    assert (again.due, again.snapshot.count("new")) == ([], 1)


def test_what_a_run_has_of_a_video_without_a_record_stays(home: Home, film: str) -> None:
    store = home.library.store
    store.remove_video(film)
    snapshot = Snapshot.load(store)
    snapshot.delete([film])
    snapshot.save(store)
    store.mark_dirty(film)
    run = run_on(home, film)
    reconciled(home)
    assert film in partition_keys(home)
    assert store.dirty() == [film], "so that it is removed when the run has ended"
    home.instance.report_run_canceled(run)
    delete_file(home, "team/a.mp4")
    reconciled(home)
    assert film not in partition_keys(home)


def test_the_partition_of_a_run_is_no_stray_one_and_the_pass_stays_thorough(home: Home, film: str) -> None:
    stray = "team--stray-0000000000"
    home.instance.add_dynamic_partitions(VIDEOS, [stray])
    run = run_on(home, stray)
    assert reconciled(home, ScanCursor()).cursor.thorough
    assert stray in partition_keys(home)
    home.instance.report_run_canceled(run)
    assert not reconciled(home, ScanCursor()).cursor.thorough
    assert stray not in partition_keys(home)


def test_a_run_whose_worker_is_gone_holds_its_video_up_no_longer(home: Home, film: str) -> None:
    gone = {tag: value.rsplit("/", 1)[0] + "/1" for tag, value in worker_tag().items()}
    run_on(home, film, **gone)
    upload_file(home, "team/a.mp4", b"another film")
    result = reconciled(home)
    assert result.in_flight == frozenset()
    assert [row.video_id for row in result.due] == [film]


# An emptied bucket, and `keep_gone`


def empty_the_bucket(home: Home) -> None:
    """As a disk does that is not mounted."""
    (home.uploads / "team").rename(home.path / "unmounted")


def test_an_emptied_bucket_makes_no_row_of_the_snapshot_gone(home: Home, many: set[str]) -> None:
    assert len(many) == EMPTY_BUCKET_MIN_VIDEOS
    empty_the_bucket(home)
    result = reconciled(home)
    assert result.snapshot.count("indexed") == len(many)
    assert result.snapshot.count("gone") == 0
    assert len(result.warnings) == 1


def test_rows_that_were_gone_before_the_bucket_was_emptied_stay_in_the_library(home: Home, many: set[str]) -> None:
    snapshot = Snapshot.load(home.library.store)
    snapshot.upsert(replace(row, state="gone") for row in snapshot.rows(many).values())
    snapshot.save(home.library.store)
    empty_the_bucket(home)
    assert "none of them is removed" in reconciled(home).warnings[0]
    assert stored_video_ids(home) == partition_keys(home) == many


def test_one_video_less_than_that_may_vanish_at_once(home: Home, many: set[str]) -> None:
    delete_file(home, "team/0.mp4")
    reconciled(home).save(home.library.store)
    assert len(stored_video_ids(home)) == EMPTY_BUCKET_MIN_VIDEOS - 1
    empty_the_bucket(home)
    assert reconciled(home).warnings == ()
    assert stored_video_ids(home) == set()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The setting that keeps videos without their uploads."""
    with monkeypatch.context() as patch:
        patch.setenv("VINDEX_KEEP_GONE", "true")
        settings.cache_clear()
        yield
    settings.cache_clear()


def test_with_keep_gone_a_missing_upload_leaves_the_row_as_it_was(home: Home, film: str, kept: None) -> None:
    delete_file(home, "team/a.mp4")
    assert reconciled(home).snapshot.count("indexed") == 2


def test_with_keep_gone_a_video_that_was_gone_before_stays_too(home: Home, film: str, kept: None) -> None:
    snapshot = Snapshot.load(home.library.store)
    snapshot.upsert(replace(row, state="gone") for row in snapshot.rows([film]).values())
    snapshot.save(home.library.store)
    delete_file(home, "team/a.mp4")
    reconciled(home)
    assert film in stored_video_ids(home) & partition_keys(home)


# Partitions


def test_a_video_whose_deletion_cannot_be_finished_has_no_partition(
    home: Home, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it has none either when it was forgotten long ago."""
    store, row = home.library.store, Snapshot.load(home.library.store).rows([film])[film]
    store.write_record(film, ForgottenRecord(row.upload))
    store.remove_video(film, keep=ForgottenRecord)
    store.mark_dirty(film)
    reconciled(home).save(store)
    assert saved_state(home, film) == "forgotten"
    assert film not in partition_keys(home)
    reconciled(home, ScanCursor()).save(store)
    assert film not in partition_keys(home)
