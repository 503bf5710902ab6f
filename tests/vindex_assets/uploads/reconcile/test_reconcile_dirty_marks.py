"""The sensor follows dirty marks and the deletions of the service, and recovers from lost or damaged state."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.home import Home
from tests.support.library.upload_files import delete_file, partition_keys, stored_video_ids, upload_file
from tests.support.media.films import backdated
from vindex_assets.failures import Permanent
from vindex_assets.pipeline import video_records
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads import reconcile as reconcile_module
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import reconcile
from vindex_assets.uploads.snapshot import SNAPSHOT_FILE, Snapshot
from vindex_search.contract.records import AttemptsRecord, FailureRecord, ForgottenRecord
from vindex_search.videos.delete import delete_video
from vindex_search.videos.video import get_video


def forgotten(home: Home, name: str, *, upload: bool) -> None:
    """Remove a video as the service does, which knows nothing of Dagster."""
    video = get_video(home.library.store, name)
    assert video is not None
    delete_video(home.library.settings, home.library.store, home.library.bucket, name, upload=upload)


@pytest.mark.parametrize("upload", [False, True], ids=["the upload stays", "with the upload"])
def test_the_next_tick_removes_the_partition_and_requests_nothing(
    home: Home, sensor: SensorHarness, film: str, upload: bool
) -> None:
    forgotten(home, film, upload=upload)
    assert film in partition_keys(home)
    assert sensor.tick() == []
    assert len(partition_keys(home)) == 1
    assert film not in partition_keys(home)
    assert sensor.settle() == []
    assert (home.uploads / "team" / "a.mp4").exists() != upload
    assert (film in stored_video_ids(home)) != upload
    assert home.library.store.dirty() == []


def test_a_newer_version_of_it_comes_back(home: Home, sensor: SensorHarness, film: str) -> None:
    forgotten(home, film, upload=False)
    assert sensor.tick() == []
    upload_file(home, "team/a.mp4", b"another film")
    assert sensor.tick() == [film]
    assert film in partition_keys(home)
    assert home.library.store.read_record(film, ForgottenRecord) is None


def test_the_record_of_it_goes_with_the_upload(home: Home, sensor: SensorHarness, film: str) -> None:
    forgotten(home, film, upload=False)
    assert sensor.tick() == []
    delete_file(home, "team/a.mp4")
    assert sensor.tick() == []
    assert film not in stored_video_ids(home)


def test_while_a_run_is_at_it_the_partition_stays(home: Home, sensor: SensorHarness, film: str) -> None:
    upload_file(home, "team/a.mp4", b"another film")
    assert sensor.tick() == [film]
    forgotten(home, film, upload=True)
    assert sensor.tick() == []
    assert film in partition_keys(home)
    (run,) = sensor.active_runs()
    assert sensor.succeed_run(run) == []  # it finds no upload, and nothing that it could write down would be of use
    assert film not in stored_video_ids(home)
    assert sensor.tick() == []
    assert film not in partition_keys(home) | stored_video_ids(home)


def test_without_a_snapshot_what_the_service_forgot_leaves_too(home: Home, sensor: SensorHarness, film: str) -> None:
    forgotten(home, film, upload=True)
    (home.library.store.root / SNAPSHOT_FILE).unlink()
    home.library.store.clear_dirty([film])
    video_records.count_attempt(home.library.store, film, "1", "r1")
    assert sensor.settle() == []
    assert film not in partition_keys(home) | stored_video_ids(home)


def test_a_dirty_video_is_read_again(home: Home, sensor: SensorHarness) -> None:
    film, store = upload_file(home, "team/a.mp4"), home.library.store
    assert sensor.tick() == [film]
    (run,) = sensor.active_runs()
    sensor.end_run(run, sensor.begin_run(run), Permanent("damaged"))
    assert sensor.settle() == []
    store.remove_record(film, FailureRecord)
    store.remove_record(film, AttemptsRecord)
    assert sensor.tick() == []
    store.mark_dirty(film)
    assert sensor.tick() == [film]
    assert store.dirty() == []


def test_a_dirty_video_in_flight_is_read_when_its_run_has_ended(home: Home, sensor: SensorHarness, film: str) -> None:
    upload_file(home, "team/a.mp4", b"another film")
    assert sensor.tick() == [film]
    (run,) = sensor.active_runs()
    home.library.store.mark_dirty(film)
    assert sensor.tick() == []
    sensor.end_run(run, sensor.begin_run(run), Permanent("damaged"))
    home.library.store.remove_record(film, FailureRecord)
    assert sensor.tick() == [film]


def test_a_video_at_its_last_attempt_is_not_failed_meanwhile(home: Home, sensor: SensorHarness) -> None:
    film, store = upload_file(home, "team/a.mp4"), home.library.store
    for _ in range(video_records.MAX_ATTEMPTS - 1):
        assert sensor.tick() == [film]
        (run,) = sensor.active_runs()
        sensor.begin_run(run)
        sensor.fail_run(run)
    assert sensor.tick() == [film]
    (run,) = sensor.active_runs()
    begun = sensor.begin_run(run)
    store.mark_dirty(film)
    (store.root / SNAPSHOT_FILE).unlink()
    assert sensor.tick() == []
    assert store.read_record(film, FailureRecord) is None
    sensor.end_run(run, begun, None)
    assert sensor.settle() == []
    assert (get_video(store, film) or pytest.fail("it is gone")).status == "indexed"


# What may be lost


def test_a_lost_snapshot_is_rebuilt_and_nothing_is_requested(
    home: Home, sensor: SensorHarness, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile_module, "MAX_READ", 1)
    (home.library.store.root / SNAPSHOT_FILE).unlink()
    delete_file(home, "team/a.mp4")
    assert sensor.settle() == []
    assert film not in stored_video_ids(home) | partition_keys(home)
    snapshot = Snapshot.load(home.library.store)
    assert snapshot.video_ids() == stored_video_ids(home)
    assert [row.state for row in snapshot.rows(stored_video_ids(home)).values()] == ["indexed"]


def test_an_instance_that_was_made_anew_shows_every_video_and_runs_none(home: Home, film: str) -> None:
    with DagsterInstance.ephemeral() as fresh:
        assert SensorHarness(home.library, fresh).tick() == []
        assert set(fresh.get_dynamic_partitions(VIDEOS)) == stored_video_ids(home)


def test_partitions_of_no_video_are_taken_away_by_a_thorough_pass(home: Home, sensor: SensorHarness, film: str) -> None:
    home.instance.add_dynamic_partitions(VIDEOS, ["team--stray-0000000000"])
    sensor.tick()
    assert len(partition_keys(home)) == 3
    sensor.cursor = "no cursor"
    sensor.tick()
    assert partition_keys(home) == stored_video_ids(home)


def test_an_uploads_folder_that_is_gone_does_not_empty_the_library(
    home: Home, sensor: SensorHarness, film: str
) -> None:
    home.uploads.rename(home.path / "unmounted")
    assert sensor.tick() == []
    assert len(stored_video_ids(home)) == 2


@pytest.fixture
def odd_name(home: Home) -> Iterator[None]:
    """A file whose name is no text."""
    (home.uploads / "team").mkdir()
    path = Path(os.fsdecode(os.fsencode(home.uploads / "team") + b"/\xff.mp4"))
    path.write_bytes(b"film")
    backdated(path)
    yield
    path.unlink()


def test_a_file_that_cannot_be_in_the_library_is_named_and_stops_nothing(
    home: Home, sensor: SensorHarness, odd_name: None
) -> None:
    film = upload_file(home, "team/a.mp4")
    backdated(Path(shutil.copyfile(home.uploads / "team" / "a.mp4", home.uploads / "loose.mp4")))
    result = reconcile(home.instance, home.library, ScanCursor(), now=time.time())
    assert sorted(rejected.object_key for rejected in result.rejected) == ["loose.mp4", "team/\\udcff.mp4"]
    assert sensor.settle() == [film]


def test_a_run_that_starts_after_its_video_was_deleted_leaves_nothing(home: Home, sensor: SensorHarness) -> None:
    """Also where the snapshot is lost meanwhile, whose row is all that says what is left to be removed."""
    video = upload_file(home, "team/late.mp4", b"a film")
    assert video in sensor.tick()
    forgotten(home, video, upload=True)
    sensor.tick()
    (home.library.store.root / SNAPSHOT_FILE).unlink()
    sensor.tick()
    sensor.settle()
    assert video not in stored_video_ids(home)
    assert video not in partition_keys(home)
    assert home.library.store.dirty() == []


def test_what_lies_in_the_store_of_no_video_goes_when_the_snapshot_is_made_anew(
    home: Home, sensor: SensorHarness, film: str
) -> None:
    """A killed run wrote it after its video was deleted: attempts, and no record of an upload."""
    stray = "team--stray-0123456789"
    video_records.count_attempt(home.library.store, stray, "revision", "a run")
    (home.library.store.root / SNAPSHOT_FILE).unlink(missing_ok=True)
    sensor.settle()
    assert stray not in stored_video_ids(home)
    assert film in stored_video_ids(home)
