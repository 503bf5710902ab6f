"""What the bucket holds besides uploads is counted over a whole pass, however many ticks it takes, and written once."""

from __future__ import annotations

import os
import time

import pytest

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.home import Home
from tests.support.library.upload_files import delete_file, upload_file
from tests.support.storage.effects import effects
from vindex_assets.uploads import bucket_scan
from vindex_assets.uploads.bucket_scan import Notifications
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import reconcile
from vindex_search.videos.left_alone import LEFT_ALONE_FILE, read_left_alone

OTHERS = {"loose.mp4": "refused", "team/a.jpg": "suffix", "team/b.srt": "sidecar", "team/c.jpg": "suffix"}


@pytest.fixture
def mixed(home: Home) -> Home:
    """A bucket of two uploads and four other files."""
    for key in ("team/a.mp4", "team/d.vob"):
        upload_file(home, key)
    for key in OTHERS:
        (home.uploads / key).write_bytes(b"something else")
    return home


@pytest.mark.parametrize("objects_a_tick", [1, 2, 10_000])
def test_a_pass_of_any_number_of_ticks_counts_each_object_once(
    mixed: Home, objects_a_tick: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_scan, "MAX_LISTED", objects_a_tick)
    cursor, ends_pass, ticks = ScanCursor(), False, 0
    while not ends_pass:
        assert read_left_alone(mixed.library.store) is None
        result = reconcile(mixed.instance, mixed.library, cursor, now=time.time())
        result.save(mixed.library.store)
        cursor, ends_pass, ticks = result.cursor, result.ends_pass, ticks + 1
    left = read_left_alone(mixed.library.store)
    assert left is not None
    assert left.counts == {"suffix": 2, "sidecar": 1, "refused": 1}
    assert left.examples == {
        "refused": ("loose.mp4",),
        "suffix": ("team/a.jpg", "team/c.jpg"),
        "sidecar": ("team/b.srt",),
    }
    assert (ticks > 1) == (objects_a_tick < len(OTHERS))


def test_the_next_pass_counts_anew_and_writes_only_what_changed(mixed: Home) -> None:
    sensor = SensorHarness(mixed.library, mixed.instance)
    sensor.tick()
    with effects(mixed.library.store.root) as seen:
        sensor.tick()
    assert f"rename {LEFT_ALONE_FILE}" not in seen.by_name()
    for key in OTHERS:
        delete_file(mixed, key)
    sensor.tick()
    left = read_left_alone(mixed.library.store)
    assert left is not None
    assert left.total == 0


def test_a_lost_cursor_does_not_keep_what_is_no_longer_there(mixed: Home) -> None:
    SensorHarness(mixed.library, mixed.instance).tick()
    for key in OTHERS:
        delete_file(mixed, key)
    SensorHarness(mixed.library, mixed.instance).tick()
    left = read_left_alone(mixed.library.store)
    assert left is not None
    assert left.total == 0


def test_a_tick_between_two_passes_keeps_the_counts(mixed: Home) -> None:
    now = time.time()
    ended = reconcile(mixed.instance, mixed.library, ScanCursor(), Notifications(available=True), now=now).cursor
    again = Notifications(("team/a.mp4", "team/a.jpg"), available=True)
    rested = reconcile(mixed.instance, mixed.library, ended, again, now=now + 1)
    assert (rested.cursor.left, rested.cursor.reported) == (ended.left, ended.left)
    assert rested.left_alone is None


def test_the_tick_says_what_is_left_alone(mixed: Home) -> None:
    sensor = SensorHarness(mixed.library, mixed.instance)
    sensor.tick()
    reason = sensor.evaluate().skip_reason
    assert reason is not None
    assert "4 objects left alone: 2 neither video" in (reason.skip_message or "")


def test_a_tick_sweeps_the_drafts_of_killed_uploads_and_leaves_links_alone(mixed: Home) -> None:
    draft = mixed.uploads / "team" / f".{'0' * 32}.part"
    draft.write_bytes(b"half of a film")
    os.utime(draft, (0, 0))
    (mixed.uploads / "team" / "linked.mp4").symlink_to("a.mp4")
    result = reconcile(mixed.instance, mixed.library, ScanCursor(), now=time.time())
    assert not draft.exists()
    assert result.left_alone is not None
    assert result.left_alone.examples["link"] == ("team/linked.mp4",)
    assert len(result.snapshot) == 2
