from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.effects import library_effects
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import write_artefacts
from tests.support.library.upload_files import upload_file
from tests.support.media.films import backdated
from tests.support.storage.effects import Effect
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.removal.removal import remove_gone, remove_stray_partitions, remove_videos, renamed_videos
from vindex_assets.uploads.snapshot import Snapshot
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord

MOST = 32  # more than a removal makes changes


@pytest.fixture
def films(home: Home) -> list[str]:
    """Two indexed videos, the first of which has no upload any more."""
    keys = ["team/a.mp4", "team/b.mp4"]
    for key in keys:
        (home.uploads / key).parent.mkdir(exist_ok=True)
        (home.uploads / key).write_bytes(b"film")
        backdated(home.uploads / key)
    SensorHarness(home.library, home.instance).settle()
    (home.uploads / keys[0]).unlink()
    return [video_id(home.library.bucket.name, key) for key in keys]


def gone(home: Home) -> Snapshot:
    """The snapshot of a library whose uploads were all missing in a listing."""
    snapshot = Snapshot.load(home.library.store)
    snapshot.upsert(replace(row, state="gone") for row in snapshot.rows(snapshot.video_ids()).values())
    return snapshot


def test_a_video_is_removed_whole_and_its_neighbour_is_not(home: Home, films: list[str]) -> None:
    home.library.store.publish(films[0], "aaaa", 3)
    remove_videos(home.instance, home.library, films[:1])
    assert list(home.library.store.video_ids()) == films[1:]
    assert home.library.store.published() == {}
    assert home.instance.get_dynamic_partitions(VIDEOS) == films[1:]
    remove_videos(home.instance, home.library, films[:1])


def test_one_whose_upload_is_there_after_all_is_what_its_records_say(home: Home, films: list[str]) -> None:
    snapshot = gone(home)
    assert remove_gone(home.instance, home.library, snapshot, set()).warnings == ()
    assert list(home.library.store.video_ids()) == films[1:]
    assert {row.video_id: row.state for row in snapshot.rows(films).values()} == {films[1]: "indexed"}


def test_a_video_in_flight_stays(home: Home, films: list[str]) -> None:
    snapshot = gone(home)
    assert remove_gone(home.instance, home.library, snapshot, set(films)).warnings == ()
    assert home.library.store.read_record(films[0], UploadRecord) is not None
    assert snapshot.count("gone") == 2


def test_partitions_without_a_video_go_but_for_those_that_a_run_is_at(home: Home, films: list[str]) -> None:
    stray, busy = "team--stray-0000000000", "team--busy-0000000000"
    home.instance.add_dynamic_partitions(VIDEOS, [stray, busy])
    snapshot = Snapshot.load(home.library.store)
    assert not remove_stray_partitions(home.instance, home.library, snapshot, {busy})
    assert set(home.instance.get_dynamic_partitions(VIDEOS)) == {*films, busy}
    assert remove_stray_partitions(home.instance, home.library, snapshot, set())
    assert set(home.instance.get_dynamic_partitions(VIDEOS)) == set(films)


def test_a_removal_killed_between_any_two_changes_loses_no_upload_that_comes_back(home: Home) -> None:
    sensor, keys = SensorHarness(home.library, home.instance), [f"team/film{number}.mp4" for number in range(MOST)]
    names = [upload_file(home, key) for key in keys]
    sensor.settle()
    points, done = set(names), list[Effect]()
    for most, (key, name) in enumerate(zip(keys[:-1], names, strict=False)):
        write_artefacts(home, name)
        (home.uploads / key).rename(home.path / "aside")
        with library_effects(home, points, stop_after=most) as seen:
            sensor.tick()
        (home.path / "aside").rename(home.uploads / key)
        requested = sensor.tick() + sensor.tick()
        done = seen.done
        assert home.library.store.read_record(name, UploadRecord) is not None, done
        assert name in home.instance.get_dynamic_partitions(VIDEOS), done
        assert requested == [name] or name in points, done
        for run in sensor.active_runs():
            sensor.succeed_run(run)
    assert 10 < len(done) < MOST - 2, "all changes were tried"


def test_a_file_that_was_renamed_is_gone_when_the_new_one_is_there() -> None:
    before, other, coming = (
        UploadRecord(video_id("b", key), "t", key, version, 10, "2026-01-01T00:00:00+00:00")
        for key, version in (("t/a.mp4", "1"), ("t/c.mp4", "another"), ("t/b.mp4", "1"))
    )
    gone = {before.video_id: before.version, other.video_id: other.version}
    assert renamed_videos(gone, [coming]) == {before.video_id}
    assert renamed_videos(gone, []) == set()
    assert renamed_videos({}, [coming]) == set()
