from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.concurrency.waiting import rounds
from tests.support.storage.s3 import S3
from vindex_assets.uploads import bucket_scan
from vindex_assets.uploads.bucket_scan import (
    MAX_SINGLE_KEYS,
    PAGE_SIZE,
    PASS_INTERVAL_S,
    KeyRange,
    Notifications,
    ScanStep,
    list_groups,
    list_range,
    next_scan_step,
    sidecar_group,
)
from vindex_assets.uploads.cursor import ScanCursor
from vindex_search.storage.bucket import Bucket, FolderBucket, ObjectInfo, S3Bucket, open_bucket
from vindex_search.storage.bucket.base import OnLink, ignore_link

NOW = 1_800_000_000.0
KEYS = ("a/1.mp4", "a/2.mp4", "b/3.mp4", "b/4.mp4", "c/5.mp4")


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderBucket:
    """Five uploads, of which one tick lists two."""
    for key in KEYS:
        (tmp_path / key).parent.mkdir(exist_ok=True)
        (tmp_path / key).write_bytes(b"x")
    monkeypatch.setattr(bucket_scan, "MAX_LISTED", 2)
    return FolderBucket(tmp_path)


def listed_keys(
    bucket: FolderBucket, cursor: ScanCursor, notifications: Notifications | None = None, now: float = NOW
) -> tuple[list[str], ScanCursor]:
    step = next_scan_step(bucket, cursor, notifications or Notifications(), now=now)
    assert step.ends_pass == (bool(step.ranges) and step.cursor.after is None and cursor.after is not None)
    return [item.key for part in step.ranges for item in part.listed], step.cursor


def test_a_pass_goes_through_the_bucket_range_by_range(bucket: FolderBucket) -> None:
    cursor, found = ScanCursor(), []
    for _ in range(3):
        keys, cursor = listed_keys(bucket, cursor)
        found.append(keys)
    assert found == [list(KEYS[:2]), list(KEYS[2:4]), list(KEYS[4:])]
    assert cursor == ScanCursor(after=None, began=NOW)


def test_without_notifications_the_next_pass_begins_at_once(bucket: FolderBucket) -> None:
    step = next_scan_step(bucket, ScanCursor(after=None, began=NOW), Notifications(), now=NOW + 1)
    assert [item.key for item in step.ranges[0].listed] == list(KEYS[:2])
    assert step.cursor.began == NOW + 1


def test_with_notifications_it_begins_once_an_hour(bucket: FolderBucket) -> None:
    over = ScanCursor(after=None, began=NOW)
    notifications = Notifications(("b/3.mp4",), available=True)
    assert listed_keys(bucket, over, notifications, NOW + PASS_INTERVAL_S - 1) == (["b/3.mp4"], over)
    keys, cursor = listed_keys(bucket, ScanCursor(after="b/", began=NOW), notifications, NOW + 1)
    assert keys == ["b/3.mp4", "b/3.mp4", "b/4.mp4"]
    assert cursor.began == NOW
    for now in (NOW + PASS_INTERVAL_S, NOW - 1):  # the clock may have been set back
        step = next_scan_step(bucket, over, notifications, now=now)
        assert [len(part.listed) for part in step.ranges] == [1, 2]


def test_where_much_is_announced_a_pass_finds_it_sooner(bucket: FolderBucket) -> None:
    keys = tuple(f"z/{number}.mp4" for number in range(MAX_SINGLE_KEYS))
    step = next_scan_step(bucket, ScanCursor(after=None, began=NOW), Notifications(keys, available=True), now=NOW)
    assert len(step.ranges) == MAX_SINGLE_KEYS + 1
    assert step.cursor.after is not None


def test_keys_to_be_listed_again_are_and_those_left_over_wait(
    bucket: FolderBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_scan, "MAX_SINGLE_KEYS", 2)
    cursor = ScanCursor(after=None, began=NOW, again=("b/4.mp4", "c/5.mp4", "a/1.mp4"))
    keys, after = listed_keys(bucket, cursor, Notifications(("a/2.mp4", "b/4.mp4"), available=True))
    assert keys[:2] == ["a/2.mp4", "b/4.mp4"]
    assert after.again == ("c/5.mp4", "a/1.mp4")


def test_a_border_that_is_no_text_does_not_stop_a_pass(bucket: FolderBucket) -> None:
    for name in (b"a/\xff.txt", b"a/\xfe.txt"):
        (Path(os.fsdecode(os.fsencode(bucket.root) + b"/" + name))).write_bytes(b"x")
    cursor, keys = ScanCursor(), list[str]()
    for _ in range(6):
        found, cursor = listed_keys(bucket, cursor)
        cursor.to_json().encode()
        keys += found
        if cursor.after is None:
            break
    assert cursor.after is None
    assert set(keys) >= set(KEYS)


def test_where_ranges_overlap_the_later_listing_counts() -> None:
    def listed(key: str, version: str) -> ObjectInfo:
        return ObjectInfo(key, version, 1, "2026-01-01T00:00:00+00:00")

    before = KeyRange((listed("t/a.mp4", "1"), listed("t/a.vtt", "1")), "t/a.", "t/a/")
    after = KeyRange((listed("t/a.mp4", "2"), listed("t/b.mp4", "1")), "", "t/c")
    assert ScanStep((before, after), ScanCursor(), ends_pass=False).objects() == list(after.listed)
    apart = KeyRange((listed("t/z.mp4", "1"),), "t/z.", "t/z/")
    assert ScanStep((apart, after), ScanCursor(), ends_pass=False).objects() == [*apart.listed, *after.listed]


# Key ranges


class KeySetBucket(FolderBucket):
    """A bucket that is a set of keys."""

    def __init__(self, keys: set[str]) -> None:
        super().__init__(Path("/nowhere"))
        self.keys = keys

    def list(self, *, prefix: str = "", after: str = "", on_link: OnLink = ignore_link) -> Iterator[ObjectInfo]:
        for key in sorted(self.keys):
            if key > after and key.startswith(prefix):
                yield ObjectInfo(key, "1", 1, "")


def frozen_clock() -> float:
    return 0.0


def one_pass(bucket: Bucket, max_objects: int) -> list[KeyRange]:
    """One pass over a bucket."""
    ranges, after = [], ""
    for _ in rounds():
        ranges.append(list_range(bucket, after, max_objects=max_objects, max_seconds=60, clock=frozen_clock))
        if ranges[-1].end is None:
            break
        assert ranges[-1].end > after
        after = ranges[-1].end
    return ranges


KEY_SETS = st.sets(st.text("a./b", min_size=1, max_size=8), max_size=30)


def matters(key: str) -> bool:
    """Whether a key may be that of a video or a sidecar file."""
    return sidecar_group(key) != key


@given(KEY_SETS, st.integers(1, 8))
def test_the_ranges_of_a_pass_show_everything_once_and_in_order(keys: set[str], max_objects: int) -> None:
    ranges = one_pass(KeySetBucket(keys), max_objects)
    shown = [item.key for part in ranges for item in part.listed]
    assert [key for key in shown if matters(key)] == sorted(filter(matters, keys))
    assert len(shown) == len(set(shown))


@given(KEY_SETS, st.integers(1, 8), st.text("a./b", max_size=8))
def test_every_key_is_covered_by_one_range_that_shows_it(keys: set[str], max_objects: int, any_key: str) -> None:
    ranges = one_pass(KeySetBucket(keys), max_objects)
    assert sum(part.covers(any_key) for part in ranges) == 1
    for part in ranges:
        assert {item.key for item in part.listed if matters(item.key)} == {
            key for key in keys if matters(key) and part.covers(key)
        }


@given(KEY_SETS, st.integers(1, 8))
@example({"a.", "a./", "a.a"}, 1)  # a key that is no upload and equals the prefix of a group
def test_no_group_is_cut(keys: set[str], max_objects: int) -> None:
    groups = [{sidecar_group(item.key) for item in part.listed} for part in one_pass(KeySetBucket(keys), max_objects)]
    assert sum(map(len, groups)) == len(set().union(*groups))


@given(st.sets(st.from_regex(r"[ab]{1,2}/[ab]\.?[ab.]{0,3}", fullmatch=True), max_size=30), st.integers(1, 8))
def test_no_range_goes_further_than_the_group_in_which_it_has_enough(keys: set[str], max_objects: int) -> None:
    for part in one_pass(KeySetBucket(keys), max_objects):
        last = sidecar_group(part.listed[-1].key) if part.listed else ""
        assert sum(sidecar_group(item.key) != last for item in part.listed) < max_objects


@given(KEY_SETS, KEY_SETS)
def test_single_keys_are_listed_with_their_whole_group(keys: set[str], named: set[str]) -> None:
    ranges = list_groups(KeySetBucket(keys), named)
    for part in ranges:
        assert [item.key for item in part.listed] == sorted(key for key in keys if part.covers(key))
    for key in filter(matters, named):
        assert sum(part.covers(key) for part in ranges) == 1


def test_no_range_begins_at_a_name_that_some_stores_cannot_list_from() -> None:
    ranges = one_pass(KeySetBucket({"w/a.mp4", "w/b\x01.mp4", "w/b\x02.mp4", "w/b\udcff.mp4", "w/c.mp4"}), 1)
    assert [len(part.listed) for part in ranges] == [4, 1]


def test_a_folder_may_lie_between_a_video_and_its_sidecar() -> None:
    keys = {"w/a.ass", "w/a.d/x.mp4", "w/a.d/y.mp4", "w/a.mp4", "w/b.mp4"}
    assert [len(part.listed) for part in one_pass(KeySetBucket(keys), 1)] == [4, 1]
    assert [len(part.listed) for part in one_pass(KeySetBucket(keys - {"w/a.ass"}), 1)] == [1, 2, 1]
    assert [part.start for part in list_groups(KeySetBucket(keys), ["w/a.mp4", "w/a.d/x.mp4"])] == ["w/a."]


@pytest.mark.parametrize(
    ("key", "group"),
    [
        ("ws/talk.mp4", "ws/talk."),
        ("ws/talk.pt-BR.srt", "ws/talk."),
        ("ws/a.b/talk.mp4", "ws/a.b/talk."),
        ("ws/a.b/talk", "ws/a.b/talk"),
        ("ws/.hidden.mp4", "ws/.hidden.mp4"),
        ("ws//x.mp4", "ws//x."),
        ("ws/talk.mp4/", "ws/talk.mp4/"),
        ("x.mp4", "x."),
    ],
)
def test_what_is_a_group(key: str, group: str) -> None:
    assert sidecar_group(key) == group


def test_time_ends_a_partbut_not_before_a_page_of_progress() -> None:
    bucket = KeySetBucket({f"ws/{number:05}.mp4" for number in range(3 * PAGE_SIZE)})
    ticks = count()
    found = list_range(bucket, "", max_objects=10 * PAGE_SIZE, max_seconds=0, clock=lambda: float(next(ticks)))
    assert len(found.listed) == PAGE_SIZE
    assert found.end == f"ws/{PAGE_SIZE:05}."
    assert (
        len(list_range(bucket, "", max_objects=10 * PAGE_SIZE, max_seconds=0, clock=frozen_clock).listed) == PAGE_SIZE
    )


def test_an_empty_bucket_is_one_empty_range() -> None:
    assert list_range(KeySetBucket(set()), "", max_objects=1, max_seconds=1, clock=frozen_clock) == KeyRange(
        (), "", None
    )


def test_a_folder_that_is_not_there_is_no_empty_range(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="does not exist"):
        list_range(FolderBucket(tmp_path / "unmounted"), "", max_objects=1, max_seconds=1, clock=frozen_clock)


@pytest.fixture(params=["folder", "s3"])
def either_bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Bucket:
    if request.param == "folder":
        (tmp_path / "uploads").mkdir()
        return open_bucket(str(tmp_path / "uploads"))
    s3: S3 = request.getfixturevalue("s3")
    return open_bucket(f"s3://{s3.bucket}/some/prefix", s3_client=s3.client)


def test_a_pass_over_either_bucket_is_the_same(either_bucket: Bucket, tmp_path: Path) -> None:
    keys = [
        "u/talk.mp4",
        "u/talk-2.mp4",
        "u/talk.en.vtt",
        "u/talk/x.mp4",
        "u/Ä, +%.mp4",
        "v/a.mp4",
        "v/b.mp4",
        "v/b.srt",
    ]
    file = tmp_path / "file"
    file.write_bytes(b"x")
    for key in keys:
        either_bucket.put(key, file)
    assert [[item.key for item in part.listed] for part in one_pass(either_bucket, 2)] == [
        ["u/talk-2.mp4", "u/talk.en.vtt", "u/talk.mp4"],
        ["u/talk/x.mp4", "u/Ä, +%.mp4"],
        ["v/a.mp4", "v/b.mp4", "v/b.srt"],
    ]
    (named,) = list_groups(either_bucket, ["u/talk.mp4"])
    assert [item.key for item in named.listed] == ["u/talk.en.vtt", "u/talk.mp4"]


def test_a_pass_over_s3_costs_one_request_a_page(s3: S3) -> None:
    page = 10  # objects, in place of a thousand
    for number in range(2 * page + 1):
        s3.client.put_object(Bucket=s3.bucket, Key=f"ws/{number:05}.mp4", Body=b"x")
    asked: list[str] = []
    events = s3.client.meta.events
    events.register("before-parameter-build.s3.ListObjectsV2", lambda params, **_: params.update(MaxKeys=page))
    events.register("before-call.s3.*", lambda model, **_: asked.append(model.name))
    assert sum(len(part.listed) for part in one_pass(S3Bucket(s3.client, s3.bucket), PAGE_SIZE)) == 2 * page + 1
    assert asked == ["ListObjectsV2"] * 3
