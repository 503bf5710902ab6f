"""The library follows the bucket, and a look costs what changed. Runs only write down what a real one would."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance

from tests.films import left_alone
from tests.homes import Home
from tests.vindex_assets.ticking import Ticking
from vindex_assets import reconcile, records, removal
from vindex_assets.comparison import gone
from vindex_assets.cursor import Cursor
from vindex_assets.failures import Permanent
from vindex_assets.partitions import VIDEOS
from vindex_assets.reconcile import look
from vindex_assets.removal import LIBRARY
from vindex_assets.snapshot import SNAPSHOT, Snapshot
from vindex_search.contract import ATTEMPTS, FAILURE, FORGOTTEN, UPLOAD, video_id
from vindex_search.forgetting import forget
from vindex_search.settings import settings
from vindex_search.store import Store
from vindex_search.videos import one_video


@pytest.fixture
def sensor(home: Home) -> Ticking:
    return Ticking(home.library, home.instance)


def put(home: Home, key: str, data: bytes = b"film") -> str:
    """A file that was written a minute ago; returns the id of the video."""
    path = home.uploads / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    left_alone(path)
    return video_id(home.library.bucket.name, key)


def take_away(home: Home, key: str) -> None:
    (home.uploads / key).unlink()


@pytest.fixture
def film(home: Home, sensor: Ticking) -> str:
    """An indexed video, beside another one."""
    made = put(home, "team/a.mp4")
    put(home, "team/b.mp4")
    assert len(sensor.settle()) == 2
    return made


def shown(home: Home) -> set[str]:
    return set(home.instance.get_dynamic_partitions(VIDEOS))


def library(home: Home) -> set[str]:
    return set(home.library.store.video_ids())


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

    for name in ("read_record", "write_record", "remove_record", "video_ids", "write_shared_bytes"):
        watched(Store, name)
    for name in ("get_dynamic_partitions", "add_dynamic_partitions", "delete_dynamic_partition"):
        watched(DagsterInstance, name)
    return made


def test_an_idle_tick_reads_and_writes_nothing_of_any_video(
    home: Home, sensor: Ticking, film: str, calls: list[str]
) -> None:
    assert sensor.tick() == []
    assert calls == []


def test_one_that_finds_something_reads_of_that_alone(
    home: Home, sensor: Ticking, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()
    whole = Store.read_record

    def read_record(store: Store, name: str, record: str) -> object:
        read.add(name)
        return whole(store, name, record)

    monkeypatch.setattr(Store, "read_record", read_record)
    new = put(home, "team/new.mp4")
    assert sensor.tick() == [new]
    assert read == {new}


def test_many_uploads_are_asked_for_in_parts_and_all_in_the_end(home: Home, sensor: Ticking) -> None:
    made = {put(home, f"team/{number}.mp4") for number in range(100)}
    first = sensor.tick()
    assert 0 < len(first) < len(made)
    assert sensor.tick() == []
    for run in sensor.under_way():
        sensor.succeed(run)
    assert sorted([*first, *sensor.settle()]) == sorted(made)


def test_more_than_one_look_reads_are_found_by_the_next_ones(
    home: Home, sensor: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "MOST_READ", 2)
    made = {put(home, f"team/{number}.mp4") for number in range(5)}
    assert set(sensor.settle()) == made


def test_what_changes_under_a_run_is_worked_on_once_more_afterwards(home: Home, sensor: Ticking) -> None:
    film = put(home, "team/a.mp4")
    assert sensor.tick() == [film]
    (run,) = sensor.under_way()
    begun = sensor.begin(run)
    put(home, "team/a.mp4", b"another film")
    put(home, "team/a.en.vtt")
    assert sensor.tick() == []
    sensor.end(run, begun, None)
    assert sensor.settle() == [film]


def test_a_file_that_is_being_written_is_left_alone(home: Home, sensor: Ticking, film: str) -> None:
    path = home.uploads / "team" / "new.mp4"
    path.write_bytes(b"the beginning")
    assert sensor.tick() == []
    assert library(home) == shown(home)
    assert len(library(home)) == 2
    left_alone(path)
    assert sensor.tick() == [video_id(home.library.bucket.name, "team/new.mp4")]


@pytest.mark.parametrize("data", [b"", b"the beginning"])
def test_a_video_that_is_being_overwritten_stays_as_it_is(home: Home, sensor: Ticking, film: str, data: bytes) -> None:
    (home.uploads / "team" / "a.mp4").write_bytes(data)
    assert sensor.tick() == []
    assert sensor.tick() == []
    assert {film} < library(home) == shown(home)
    put(home, "team/a.mp4", b"another film")
    assert sensor.settle() == [film]


def test_a_removed_upload_leaves_the_library_when_its_run_has_ended(home: Home, sensor: Ticking, film: str) -> None:
    put(home, "team/a.mp4", b"another film")
    assert sensor.tick() == [film]
    (run,) = sensor.under_way()
    begun = sensor.begin(run)
    take_away(home, "team/a.mp4")
    sensor.tick()
    assert film in library(home) & shown(home)
    sensor.end(run, begun, None)
    sensor.tick()
    assert film not in library(home) | shown(home)
    assert len(library(home)) == 1


def test_an_upload_that_is_back_before_it_was_missed_stays(home: Home, sensor: Ticking, film: str) -> None:
    facts = (home.uploads / "team" / "a.mp4").stat()
    found = look(home.instance, home.library, Cursor(), now=time.time())
    take_away(home, "team/a.mp4")
    row = found.snapshot.among([film])[film]
    found.snapshot.put(gone({film: row}, []))
    found.snapshot.save(home.library.store)
    (home.uploads / "team" / "a.mp4").write_bytes(b"film")
    os.utime(home.uploads / "team" / "a.mp4", ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert sensor.settle() == []
    assert film in library(home) & shown(home)


def test_many_removed_uploads_are_removed_by_several_looks(
    home: Home, sensor: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "MOST_REMOVED", 2)
    for number in range(5):
        put(home, f"team/{number}.mp4")
    sensor.settle()
    for number in range(5):
        take_away(home, f"team/{number}.mp4")
    left = []
    for _ in range(3):
        sensor.tick()
        left.append(len(library(home)))
    assert left == [3, 1, 0]


def test_a_bucket_that_is_empty_all_at_once_does_not_empty_the_library(home: Home, sensor: Ticking) -> None:
    names = [f"team/{number}.mp4" for number in range(LIBRARY)]
    made = {put(home, name) for name in names}
    assert set(sensor.settle()) == made
    for name in names:
        take_away(home, name)
    for _ in range(3):
        found = look(home.instance, home.library, Cursor(), now=time.time())
        assert f"the library {LIBRARY} videos: none of them is removed" in found.warnings[0]
    assert library(home) == shown(home) == made
    (home.uploads / "not-empty").write_bytes(b"")
    sensor.tick()
    assert library(home) == shown(home) == set()


def test_a_small_library_may_be_emptied(home: Home, sensor: Ticking, film: str) -> None:
    take_away(home, "team/a.mp4")
    take_away(home, "team/b.mp4")
    sensor.tick()
    assert library(home) == shown(home) == set()


def test_videos_are_kept_without_their_uploads_where_the_setting_says_so(
    home: Home, sensor: Ticking, film: str, monkeypatch: pytest.MonkeyPatch, calls: list[str]
) -> None:
    monkeypatch.setenv("VINDEX_KEEP_GONE", "true")
    settings.cache_clear()
    take_away(home, "team/a.mp4")
    assert sensor.tick() == []
    assert calls == []
    assert film in library(home) & shown(home)
    assert home.library.store.read_record(film, UPLOAD) is not None
    monkeypatch.setenv("VINDEX_KEEP_GONE", "false")
    settings.cache_clear()
    sensor.tick()
    assert film not in library(home) | shown(home)


# What the service removes, and what else is touched


def forgotten(home: Home, name: str, *, upload: bool) -> None:
    """Remove a video as the service does, which knows nothing of Dagster."""
    video = one_video(home.library.store, name)
    assert video is not None
    forget(home.library.settings, home.library.store, home.library.bucket, video, upload=upload)


@pytest.mark.parametrize("upload", [False, True], ids=["the upload stays", "with the upload"])
def test_the_next_look_removes_the_partition_and_asks_for_nothing(
    home: Home, sensor: Ticking, film: str, upload: bool
) -> None:
    forgotten(home, film, upload=upload)
    assert film in shown(home)
    assert sensor.tick() == []
    assert len(shown(home)) == 1
    assert film not in shown(home)
    assert sensor.settle() == []
    assert (home.uploads / "team" / "a.mp4").exists() != upload
    assert (film in library(home)) != upload
    assert home.library.store.touched() == []


def test_a_newer_version_of_it_comes_back(home: Home, sensor: Ticking, film: str) -> None:
    forgotten(home, film, upload=False)
    assert sensor.tick() == []
    put(home, "team/a.mp4", b"another film")
    assert sensor.tick() == [film]
    assert film in shown(home)
    assert home.library.store.read_record(film, FORGOTTEN) is None


def test_the_record_of_it_goes_with_the_upload(home: Home, sensor: Ticking, film: str) -> None:
    forgotten(home, film, upload=False)
    assert sensor.tick() == []
    take_away(home, "team/a.mp4")
    assert sensor.tick() == []
    assert film not in library(home)


def test_while_a_run_is_at_it_the_partition_stays(home: Home, sensor: Ticking, film: str) -> None:
    put(home, "team/a.mp4", b"another film")
    assert sensor.tick() == [film]
    forgotten(home, film, upload=True)
    assert sensor.tick() == []
    assert film in shown(home)
    (run,) = sensor.under_way()
    assert sensor.succeed(run) == []  # it finds no upload and writes down that
    assert home.library.store.read_record(film, FAILURE) is not None
    assert sensor.tick() == []
    assert film not in shown(home) | library(home)


def test_without_a_snapshot_what_the_service_forgot_leaves_too(home: Home, sensor: Ticking, film: str) -> None:
    forgotten(home, film, upload=True)
    (home.library.store.root / SNAPSHOT).unlink()
    home.library.store.untouch([film])
    records.record_failure(home.library.store, film, "", Permanent("no upload"), asset="video", run_id="r1")
    assert sensor.settle() == []
    assert film not in shown(home) | library(home)


def test_a_video_that_is_touched_is_read_anew(home: Home, sensor: Ticking) -> None:
    film, store = put(home, "team/a.mp4"), home.library.store
    assert sensor.tick() == [film]
    (run,) = sensor.under_way()
    sensor.end(run, sensor.begin(run), Permanent("damaged"))
    assert sensor.settle() == []
    store.remove_record(film, FAILURE)
    store.remove_record(film, ATTEMPTS)
    assert sensor.tick() == []
    store.touch(film)
    assert sensor.tick() == [film]
    assert store.touched() == []


def test_one_that_is_touched_under_a_run_is_read_when_it_has_ended(home: Home, sensor: Ticking, film: str) -> None:
    put(home, "team/a.mp4", b"another film")
    assert sensor.tick() == [film]
    (run,) = sensor.under_way()
    home.library.store.touch(film)
    assert sensor.tick() == []
    sensor.end(run, sensor.begin(run), Permanent("damaged"))
    home.library.store.remove_record(film, FAILURE)
    assert sensor.tick() == [film]


def test_one_that_is_at_its_last_attempt_is_not_taken_for_a_failure_meanwhile(home: Home, sensor: Ticking) -> None:
    film, store = put(home, "team/a.mp4"), home.library.store
    for _ in range(records.MOST_ATTEMPTS - 1):
        assert sensor.tick() == [film]
        (run,) = sensor.under_way()
        sensor.begin(run)
        sensor.die(run)
    assert sensor.tick() == [film]
    (run,) = sensor.under_way()
    begun = sensor.begin(run)
    store.touch(film)
    (store.root / SNAPSHOT).unlink()
    assert sensor.tick() == []
    assert store.read_record(film, FAILURE) is None
    sensor.end(run, begun, None)
    assert sensor.settle() == []
    assert (one_video(store, film) or pytest.fail("it is gone")).status == "indexed"


# What may be lost


def test_a_snapshot_that_is_lost_is_rebuilt_and_nothing_is_asked_for(
    home: Home, sensor: Ticking, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "MOST_READ", 1)
    (home.library.store.root / SNAPSHOT).unlink()
    take_away(home, "team/a.mp4")
    assert sensor.settle() == []
    assert film not in library(home) | shown(home)
    snapshot = Snapshot.load(home.library.store)
    assert snapshot.video_ids() == library(home)
    assert [row.state for row in snapshot.among(library(home)).values()] == ["indexed"]


def test_an_instance_that_was_made_anew_shows_every_video_and_runs_none(home: Home, film: str) -> None:
    with DagsterInstance.ephemeral() as fresh:
        assert Ticking(home.library, fresh).tick() == []
        assert set(fresh.get_dynamic_partitions(VIDEOS)) == library(home)


def test_partitions_of_no_video_are_taken_away_by_a_thorough_pass(home: Home, sensor: Ticking, film: str) -> None:
    home.instance.add_dynamic_partitions(VIDEOS, ["team--stray-0000000000"])
    sensor.tick()
    assert len(shown(home)) == 3
    sensor.cursor = "no cursor"
    sensor.tick()
    assert shown(home) == library(home)


def test_an_uploads_folder_that_is_gone_does_not_empty_the_library(home: Home, sensor: Ticking, film: str) -> None:
    home.uploads.rename(home.path / "unmounted")
    with pytest.raises(FileNotFoundError, match="not there"):
        sensor.tick()
    assert len(library(home)) == 2


@pytest.fixture
def odd_name(home: Home) -> Iterator[None]:
    """A file whose name is no text."""
    (home.uploads / "team").mkdir()
    path = Path(os.fsdecode(os.fsencode(home.uploads / "team") + b"/\xff.mp4"))
    path.write_bytes(b"film")
    left_alone(path)
    yield
    path.unlink()


def test_a_file_that_cannot_be_in_the_library_is_named_and_stops_nothing(
    home: Home, sensor: Ticking, odd_name: None
) -> None:
    film = put(home, "team/a.mp4")
    left_alone(Path(shutil.copyfile(home.uploads / "team" / "a.mp4", home.uploads / "loose.mp4")))
    found = look(home.instance, home.library, Cursor(), now=time.time())
    assert sorted(refused.object_key for refused in found.refused) == ["loose.mp4", "team/\\udcff.mp4"]
    assert sensor.settle() == [film]
