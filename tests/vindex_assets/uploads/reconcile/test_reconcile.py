"""The library follows the bucket, and a tick costs what changed. Runs are simulated."""

from __future__ import annotations

import os
import time

import pytest
from dagster import DagsterInstance

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.home import Home
from tests.support.library.upload_files import delete_file, partition_keys, stored_video_ids, upload_file
from tests.support.media.films import backdated
from vindex_assets.uploads import reconcile as reconcile_module
from vindex_assets.uploads.comparison import missing_uploads
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import reconcile
from vindex_assets.uploads.removal import removal
from vindex_assets.uploads.removal.removal import EMPTY_BUCKET_MIN_VIDEOS
from vindex_assets.uploads.snapshot import SNAPSHOT_FILE
from vindex_search.contract.ids import video_id
from vindex_search.contract.record_format import Record
from vindex_search.contract.records import ForgottenRecord, IndexedRecord, UploadRecord
from vindex_search.settings import settings
from vindex_search.storage import files
from vindex_search.storage.store import Store


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the calls whose number may grow with the library."""
    made: list[str] = []

    def watched(owner: type, name: str) -> None:
        function = getattr(owner, name)

        def call(*arguments: object, **named: object) -> object:
            made.append(name)
            return function(*arguments, **named)

        monkeypatch.setattr(owner, name, call)

    for name in ("read_record", "write_record", "remove_record", "video_ids", "write_library_file"):
        watched(Store, name)
    for name in ("get_dynamic_partitions", "add_dynamic_partitions", "delete_dynamic_partition"):
        watched(DagsterInstance, name)
    return made


def test_an_idle_tick_reads_and_writes_nothing_of_any_video(
    home: Home, sensor: SensorHarness, film: str, calls: list[str]
) -> None:
    assert sensor.tick() == []
    assert calls == []


def test_a_tick_reads_only_what_changed(
    home: Home, sensor: SensorHarness, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()
    whole = Store.read_record

    def read_record(store: Store, name: str, kind: type[Record]) -> object:
        read.add(name)
        return whole(store, name, kind)

    monkeypatch.setattr(Store, "read_record", read_record)
    new = upload_file(home, "team/new.mp4")
    assert sensor.tick() == [new]
    assert read == {new}


def test_many_uploads_are_requested_in_parts_and_all_in_the_end(home: Home, sensor: SensorHarness) -> None:
    made = {upload_file(home, f"team/{number}.mp4") for number in range(100)}
    first = sensor.tick()
    assert 0 < len(first) < len(made)
    assert sensor.tick() == []
    for run in sensor.active_runs():
        sensor.succeed_run(run)
    assert sorted([*first, *sensor.settle()]) == sorted(made)


def test_more_than_one_tick_reads_are_left_to_the_next_ones(
    home: Home, sensor: SensorHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile_module, "MAX_READ", 2)
    made = {upload_file(home, f"team/{number}.mp4") for number in range(5)}
    assert set(sensor.settle()) == made


def test_what_changes_under_a_run_is_worked_on_once_more_afterwards(home: Home, sensor: SensorHarness) -> None:
    film = upload_file(home, "team/a.mp4")
    assert sensor.tick() == [film]
    (run,) = sensor.active_runs()
    begun = sensor.begin_run(run)
    upload_file(home, "team/a.mp4", b"another film")
    upload_file(home, "team/a.en.vtt")
    assert sensor.tick() == []
    sensor.end_run(run, begun, None)
    assert sensor.settle() == [film]


def test_a_file_that_is_being_written_is_left_alone(home: Home, sensor: SensorHarness, film: str) -> None:
    path = home.uploads / "team" / "new.mp4"
    path.write_bytes(b"the beginning")
    assert sensor.tick() == []
    assert stored_video_ids(home) == partition_keys(home)
    assert len(stored_video_ids(home)) == 2
    backdated(path)
    assert sensor.tick() == [video_id(home.library.bucket.name, "team/new.mp4")]


@pytest.mark.parametrize("data", [b"", b"the beginning"])
def test_a_video_that_is_being_overwritten_stays_as_it_is(
    home: Home, sensor: SensorHarness, film: str, data: bytes
) -> None:
    (home.uploads / "team" / "a.mp4").write_bytes(data)
    assert sensor.tick() == []
    assert sensor.tick() == []
    assert {film} < stored_video_ids(home) == partition_keys(home)
    upload_file(home, "team/a.mp4", b"another film")
    assert sensor.settle() == [film]


def test_a_removed_upload_leaves_the_library_when_its_run_has_ended(
    home: Home, sensor: SensorHarness, film: str
) -> None:
    upload_file(home, "team/a.mp4", b"another film")
    assert sensor.tick() == [film]
    (run,) = sensor.active_runs()
    begun = sensor.begin_run(run)
    delete_file(home, "team/a.mp4")
    sensor.tick()
    assert film in stored_video_ids(home) & partition_keys(home)
    sensor.end_run(run, begun, None)
    sensor.tick()
    assert film not in stored_video_ids(home) | partition_keys(home)
    assert len(stored_video_ids(home)) == 1


def test_an_upload_that_is_back_before_it_was_missed_stays(home: Home, sensor: SensorHarness, film: str) -> None:
    facts = (home.uploads / "team" / "a.mp4").stat()
    result = reconcile(home.instance, home.library, ScanCursor(), now=time.time())
    delete_file(home, "team/a.mp4")
    row = result.snapshot.rows([film])[film]
    result.snapshot.upsert(missing_uploads({film: row}, []))
    result.snapshot.save(home.library.store)
    (home.uploads / "team" / "a.mp4").write_bytes(b"film")
    os.utime(home.uploads / "team" / "a.mp4", ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert sensor.settle() == []
    assert film in stored_video_ids(home) & partition_keys(home)


def test_many_removed_uploads_are_removed_by_several_ticks(
    home: Home, sensor: SensorHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "MAX_REMOVED", 2)
    for number in range(5):
        upload_file(home, f"team/{number}.mp4")
    sensor.settle()
    for number in range(5):
        delete_file(home, f"team/{number}.mp4")
    left = []
    for _ in range(3):
        sensor.tick()
        left.append(len(stored_video_ids(home)))
    assert left == [3, 1, 0]


def test_a_bucket_that_is_empty_all_at_once_does_not_empty_the_library(
    home: Home, sensor: SensorHarness, many: set[str]
) -> None:
    for path in list((home.uploads / "team").iterdir()):
        path.unlink()
    for _ in range(3):
        result = reconcile(home.instance, home.library, ScanCursor(), now=time.time())
        assert f"the library {EMPTY_BUCKET_MIN_VIDEOS} videos: none of them is removed" in result.warnings[0]
    assert stored_video_ids(home) == partition_keys(home) == many
    (home.uploads / "not-empty").write_bytes(b"")
    sensor.tick()
    assert stored_video_ids(home) == partition_keys(home) == set()


def test_a_small_library_may_be_emptied(home: Home, sensor: SensorHarness, film: str) -> None:
    delete_file(home, "team/a.mp4")
    delete_file(home, "team/b.mp4")
    sensor.tick()
    assert stored_video_ids(home) == partition_keys(home) == set()


def test_videos_are_kept_without_their_uploads_where_the_setting_says_so(
    home: Home, sensor: SensorHarness, film: str, monkeypatch: pytest.MonkeyPatch, calls: list[str]
) -> None:
    monkeypatch.setenv("VINDEX_KEEP_GONE", "true")
    settings.cache_clear()
    delete_file(home, "team/a.mp4")
    assert sensor.tick() == []
    assert calls == []
    assert film in stored_video_ids(home) & partition_keys(home)
    assert home.library.store.read_record(film, UploadRecord) is not None
    monkeypatch.setenv("VINDEX_KEEP_GONE", "false")
    settings.cache_clear()
    sensor.tick()
    assert film not in stored_video_ids(home) | partition_keys(home)


@pytest.mark.parametrize("kind", [UploadRecord, IndexedRecord])
def test_a_damaged_record_stops_no_tick_and_is_written_anew(
    home: Home, sensor: SensorHarness, film: str, kind: type[Record]
) -> None:
    store = home.library.store
    files.write(store.path(film, kind.FILE), b'{"revision": ')
    store.mark_dirty(film)
    new = upload_file(home, "team/new.mp4")
    assert set(sensor.tick()) == {film, new}
    for run in sensor.active_runs():
        sensor.succeed_run(run)
    assert sensor.settle() == []
    assert store.read_record(film, kind) is not None


def test_a_forgotten_video_whose_record_is_damaged_stays_out_and_stops_no_tick(
    home: Home, sensor: SensorHarness, film: str
) -> None:
    store, upload = home.library.store, home.library.store.read_record(film, UploadRecord)
    assert upload is not None
    store.write_record(film, ForgottenRecord(upload))
    store.remove_video(film, keep=ForgottenRecord)
    files.write(store.path(film, ForgottenRecord.FILE), b"")
    (store.root / SNAPSHOT_FILE).unlink()
    store.mark_dirty(film)
    new = upload_file(home, "team/new.mp4")
    assert sensor.settle() == [new]
    assert film not in partition_keys(home)
