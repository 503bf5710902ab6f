"""A tick does a part of what there is to do, and the next one goes on where it ended."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.support.library.home import Home
from tests.support.library.upload_files import delete_file, partition_keys, upload_file
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads import bucket_scan
from vindex_assets.uploads import reconcile as reconcile_module
from vindex_assets.uploads.bucket_scan import Notifications
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import continue_rebuild, reconcile
from vindex_assets.uploads.snapshot import SNAPSHOT_FILE, Snapshot
from vindex_assets.uploads.upload import Sighting
from vindex_search.settings import settings

STRAY = "team--stray-0000000000"


def resting(now: float) -> ScanCursor:
    """Of a sensor whose last pass has just ended."""
    return ScanCursor(after=None, began=now, thorough=False)


def test_no_more_records_are_read_in_a_tick_than_the_limit(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile_module, "MAX_READ", 2)
    for number in range(5):
        upload_file(home, f"team/{number}.mp4")
    result = reconcile(home.instance, home.library, ScanCursor(), now=time.time())
    assert (len(result.due), result.remaining) == (2, 3)
    assert len(partition_keys(home)) == 2, "of the others it is not known yet whether they are forgotten"


def test_an_announced_key_is_listed_before_a_pass_is_due(home: Home, film: str) -> None:
    now = time.time()
    new = [upload_file(home, f"team/{name}.mp4") for name in ("new", "newer")]
    announced = Notifications(("team/new.mp4",), available=True)
    result = reconcile(home.instance, home.library, resting(now), announced, now=now)
    assert [row.video_id for row in result.due] == new[:1]
    assert not result.ends_pass
    assert reconcile(home.instance, home.library, resting(now), now=now).ends_pass


def test_what_is_waited_for_is_listed_again_and_what_had_no_turn_is_not_forgotten(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_scan, "MAX_SINGLE_KEYS", 1)
    now = time.time()
    reconcile(home.instance, home.library, ScanCursor(), now=now).save(home.library.store)
    keys = ("team/x.mp4", "team/y.mp4")
    for key in keys:
        upload_file(home, key)
        (home.uploads / key).write_bytes(b"the beginning")
    sightings = {key: Sighting("an earlier revision", now - 60) for key in (*keys, "team/gone.mp4")}
    cursor = replace(resting(now), again=keys, sightings=sightings)
    result = reconcile(home.instance, home.library, cursor, Notifications(available=True), now=now)
    assert result.cursor.again == ("team/y.mp4", "team/x.mp4")
    assert set(result.cursor.sightings) == set(keys)
    assert result.cursor.sightings["team/y.mp4"] == sightings["team/y.mp4"]
    assert result.cursor.sightings["team/x.mp4"].since == now


# A lost snapshot, and partitions of no video


def test_a_lost_snapshot_begins_a_thorough_pass_and_one_that_is_under_way_goes_on(home: Home, film: str) -> None:
    store = home.library.store
    (store.root / SNAPSHOT_FILE).unlink()
    snapshot = Snapshot.load(store)
    begun = continue_rebuild(store, snapshot, ScanCursor(after="team/b.", began=7.0, thorough=False))
    assert begun == ScanCursor(after="", began=7.0, thorough=True)
    assert (snapshot.rebuilt_to, len(snapshot)) == (None, 2)
    under_way = replace(begun, after="team/b.")
    assert continue_rebuild(store, Snapshot.load(store), under_way) == under_way
    whole = replace(begun, thorough=False)
    assert continue_rebuild(store, snapshot, whole) == whole


def test_while_a_snapshot_is_rebuilt_no_partition_is_a_stray_one(
    home: Home, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The uploads are gone and the videos kept, so that only the store says whose the partitions are."""
    monkeypatch.setenv("VINDEX_KEEP_GONE", "true")
    settings.cache_clear()
    monkeypatch.setattr(reconcile_module, "MAX_READ", 1)
    for name in ("a", "b"):
        delete_file(home, f"team/{name}.mp4")
    (home.library.store.root / SNAPSHOT_FILE).unlink()
    shown, cursor = partition_keys(home), ScanCursor()
    for _ in range(4):
        result = reconcile(home.instance, home.library, cursor, now=time.time())
        result.save(home.library.store)
        cursor = result.cursor
        assert partition_keys(home) == shown
    assert not cursor.thorough


def test_partitions_of_no_video_go_at_the_end_of_a_thorough_pass(
    home: Home, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_scan, "MAX_LISTED", 1)
    home.instance.add_dynamic_partitions(VIDEOS, [STRAY])
    first = reconcile(home.instance, home.library, ScanCursor(), now=time.time())
    assert (first.cursor.after, first.cursor.thorough) == ("team/b.", True)
    assert STRAY in partition_keys(home)
    last = reconcile(home.instance, home.library, first.cursor, now=time.time())
    assert (last.cursor.after, last.cursor.thorough) == (None, False)
    assert STRAY not in partition_keys(home)


def test_a_thorough_pass_adds_the_partitions_that_are_missing(home: Home, film: str) -> None:
    home.instance.delete_dynamic_partition(VIDEOS, film)
    reconcile(home.instance, home.library, replace(ScanCursor(), thorough=False), now=time.time())
    assert film not in partition_keys(home)
    reconcile(home.instance, home.library, ScanCursor(), now=time.time())
    assert film in partition_keys(home)


def test_an_upload_whose_record_was_lost_is_new_and_has_its_partition(home: Home, film: str) -> None:
    store = home.library.store
    store.remove_video(film)
    snapshot = Snapshot.load(store)
    snapshot.delete([film])
    snapshot.save(store)
    store.mark_dirty(film)
    result = reconcile(home.instance, home.library, ScanCursor(), now=time.time())
    assert [row.video_id for row in result.due] == [film]
    assert film in partition_keys(home)
