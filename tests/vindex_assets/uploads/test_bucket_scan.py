from __future__ import annotations

import os
from pathlib import Path

import pytest

from vindex_assets.uploads import bucket_scan
from vindex_assets.uploads.bucket_scan import MAX_SINGLE_KEYS, PASS_INTERVAL_S, Notifications, next_scan_step
from vindex_assets.uploads.cursor import ScanCursor
from vindex_search.storage.bucket import FolderBucket

NOW = 1_800_000_000.0
KEYS = ("a/1.mp4", "a/2.mp4", "b/3.mp4", "b/4.mp4", "c/5.mp4")


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderBucket:
    """Five uploads, of which a look goes through two."""
    for key in KEYS:
        (tmp_path / key).parent.mkdir(exist_ok=True)
        (tmp_path / key).write_bytes(b"x")
    monkeypatch.setattr(bucket_scan, "MOST_LISTED", 2)
    return FolderBucket(tmp_path)


def seen(
    bucket: FolderBucket, cursor: ScanCursor, told: Notifications | None = None, now: float = NOW
) -> tuple[list[str], ScanCursor]:
    stretch = next_scan_step(bucket, cursor, told or Notifications(), now=now)
    assert stretch.ends_pass == (bool(stretch.ranges) and stretch.cursor.after is None and cursor.after is not None)
    return [item.key for part in stretch.ranges for item in part.listed], stretch.cursor


def test_a_pass_goes_through_the_bucket_stretch_by_stretch(bucket: FolderBucket) -> None:
    cursor, found = ScanCursor(), []
    for _ in range(3):
        keys, cursor = seen(bucket, cursor)
        found.append(keys)
    assert found == [list(KEYS[:2]), list(KEYS[2:4]), list(KEYS[4:])]
    assert cursor == ScanCursor(after=None, began=NOW)


def test_without_notifications_the_next_pass_begins_at_once(bucket: FolderBucket) -> None:
    stretch = next_scan_step(bucket, ScanCursor(after=None, began=NOW), Notifications(), now=NOW + 1)
    assert [item.key for item in stretch.ranges[0].listed] == list(KEYS[:2])
    assert stretch.cursor.began == NOW + 1


def test_with_notifications_it_begins_once_an_hour(bucket: FolderBucket) -> None:
    over = ScanCursor(after=None, began=NOW)
    told = Notifications(("b/3.mp4",), available=True)
    assert seen(bucket, over, told, NOW + PASS_INTERVAL_S - 1) == (["b/3.mp4"], over)
    keys, cursor = seen(bucket, ScanCursor(after="b/", began=NOW), told, NOW + 1)
    assert keys == ["b/3.mp4", "b/3.mp4", "b/4.mp4"]
    assert cursor.began == NOW
    for now in (NOW + PASS_INTERVAL_S, NOW - 1):  # the clock may have been set back
        stretch = next_scan_step(bucket, over, told, now=now)
        assert [len(part.listed) for part in stretch.ranges] == [1, 2]


def test_where_much_is_announced_a_pass_finds_it_sooner(bucket: FolderBucket) -> None:
    keys = tuple(f"z/{number}.mp4" for number in range(MAX_SINGLE_KEYS))
    stretch = next_scan_step(bucket, ScanCursor(after=None, began=NOW), Notifications(keys, available=True), now=NOW)
    assert len(stretch.ranges) == MAX_SINGLE_KEYS + 1
    assert stretch.cursor.after is not None


def test_keys_to_be_listed_again_are_and_those_left_over_wait(
    bucket: FolderBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_scan, "MOST_SINGLE", 2)
    cursor = ScanCursor(after=None, began=NOW, again=("b/4.mp4", "c/5.mp4", "a/1.mp4"))
    keys, after = seen(bucket, cursor, Notifications(("a/2.mp4", "b/4.mp4"), available=True))
    assert keys[:2] == ["a/2.mp4", "b/4.mp4"]
    assert after.again == ("c/5.mp4", "a/1.mp4")


def test_a_border_that_is_no_text_does_not_stop_a_pass(bucket: FolderBucket) -> None:
    for name in (b"a/\xff.txt", b"a/\xfe.txt"):
        (Path(os.fsdecode(os.fsencode(bucket.root) + b"/" + name))).write_bytes(b"x")
    cursor, keys = ScanCursor(), list[str]()
    for _ in range(6):
        found, cursor = seen(bucket, cursor)
        cursor.to_json().encode()
        keys += found
        if cursor.after is None:
            break
    assert cursor.after is None
    assert set(keys) >= set(KEYS)
