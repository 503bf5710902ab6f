from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.storage.s3 import S3
from vindex_assets.uploads.bucket_scan import PAGE_SIZE, KeyRange, list_groups, list_range, sidecar_group
from vindex_search.storage.bucket import Bucket, FolderBucket, ObjectInfo, S3Bucket, open_bucket


class Kept(FolderBucket):
    """A bucket that is a set of keys, for what is true of any of them."""

    def __init__(self, keys: set[str]) -> None:
        super().__init__(Path("/nowhere"))
        self.keys = keys

    def list(self, *, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        for key in sorted(self.keys):
            if key > after and key.startswith(prefix):
                yield ObjectInfo(key, "1", 1, "")


def frozen() -> float:
    return 0.0


def passed(bucket: Bucket, most: int) -> list[KeyRange]:
    """One pass over a bucket."""
    slices, after = [], ""
    while True:
        slices.append(list_range(bucket, after, max_objects=most, max_seconds=60, clock=frozen))
        if slices[-1].end is None:
            return slices
        assert slices[-1].end > after
        after = slices[-1].end


KEYS = st.sets(st.text("a./b", min_size=1, max_size=8), max_size=30)


def matters(key: str) -> bool:
    """Whether a key may be that of a video or a sidecar file."""
    return sidecar_group(key) != key


@given(KEYS, st.integers(1, 8))
def test_the_slices_of_a_pass_show_everything_once_and_in_order(keys: set[str], most: int) -> None:
    slices = passed(Kept(keys), most)
    shown = [item.key for slice_ in slices for item in slice_.listed]
    assert [key for key in shown if matters(key)] == sorted(filter(matters, keys))
    assert len(shown) == len(set(shown))


@given(KEYS, st.integers(1, 8), st.text("a./b", max_size=8))
def test_every_key_is_covered_by_one_slice_that_shows_it(keys: set[str], most: int, any_key: str) -> None:
    slices = passed(Kept(keys), most)
    assert sum(slice_.covers(any_key) for slice_ in slices) == 1
    for slice_ in slices:
        assert {item.key for item in slice_.listed if matters(item.key)} == {
            key for key in keys if matters(key) and slice_.covers(key)
        }


@given(KEYS, st.integers(1, 8))
@example({"a.", "a./", "a.a"}, 1)  # a key that is no upload and is called as a group begins
def test_no_group_is_cut(keys: set[str], most: int) -> None:
    groups = [{sidecar_group(item.key) for item in slice_.listed} for slice_ in passed(Kept(keys), most)]
    assert sum(map(len, groups)) == len(set().union(*groups))


@given(st.sets(st.from_regex(r"[ab]{1,2}/[ab]\.?[ab.]{0,3}", fullmatch=True), max_size=30), st.integers(1, 8))
def test_no_slice_goes_further_than_the_group_in_which_it_has_enough(keys: set[str], most: int) -> None:
    for slice_ in passed(Kept(keys), most):
        last = sidecar_group(slice_.listed[-1].key) if slice_.listed else ""
        assert sum(sidecar_group(item.key) != last for item in slice_.listed) < most


@given(KEYS, KEYS)
def test_single_keys_are_looked_at_with_their_whole_group(keys: set[str], named: set[str]) -> None:
    slices = list_groups(Kept(keys), named)
    for slice_ in slices:
        assert [item.key for item in slice_.listed] == sorted(key for key in keys if slice_.covers(key))
    for key in filter(matters, named):
        assert sum(slice_.covers(key) for slice_ in slices) == 1


def test_no_slice_begins_at_a_name_that_some_stores_cannot_list_from() -> None:
    slices = passed(Kept({"w/a.mp4", "w/b\x01.mp4", "w/b\x02.mp4", "w/b\udcff.mp4", "w/c.mp4"}), 1)
    assert [len(slice_.listed) for slice_ in slices] == [4, 1]


def test_a_folder_may_lie_between_a_video_and_its_sidecar() -> None:
    keys = {"w/a.ass", "w/a.d/x.mp4", "w/a.d/y.mp4", "w/a.mp4", "w/b.mp4"}
    assert [len(slice_.listed) for slice_ in passed(Kept(keys), 1)] == [4, 1]
    assert [len(slice_.listed) for slice_ in passed(Kept(keys - {"w/a.ass"}), 1)] == [1, 2, 1]
    assert [slice_.start for slice_ in list_groups(Kept(keys), ["w/a.mp4", "w/a.d/x.mp4"])] == ["w/a."]


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


def test_time_ends_a_slice_but_not_before_a_page_of_progress() -> None:
    bucket = Kept({f"ws/{number:05}.mp4" for number in range(3 * PAGE_SIZE)})
    ticks = count()
    found = list_range(bucket, "", max_objects=10 * PAGE_SIZE, max_seconds=0, clock=lambda: float(next(ticks)))
    assert len(found.listed) == PAGE_SIZE
    assert found.end == f"ws/{PAGE_SIZE:05}."
    assert len(list_range(bucket, "", max_objects=10 * PAGE_SIZE, max_seconds=0, clock=frozen).listed) == PAGE_SIZE


def test_an_empty_bucket_is_one_empty_slice() -> None:
    assert list_range(Kept(set()), "", max_objects=1, max_seconds=1, clock=frozen) == KeyRange((), "", None)


def test_a_folder_that_is_not_there_is_no_empty_slice(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="not there"):
        list_range(FolderBucket(tmp_path / "unmounted"), "", max_objects=1, max_seconds=1, clock=frozen)


@pytest.fixture(params=["folder", "s3"])
def bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Bucket:
    if request.param == "folder":
        return open_bucket(str(tmp_path))
    s3: S3 = request.getfixturevalue("s3")
    return open_bucket(f"s3://{s3.bucket}/some/prefix", s3_client=s3.client)


def test_both_buckets_are_passed_alike(bucket: Bucket, tmp_path: Path) -> None:
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
    file = tmp_path / ".file"
    file.write_bytes(b"x")
    for key in keys:
        bucket.put(key, file)
    shown = [[item.key for item in slice_.listed if item.key != ".file"] for slice_ in passed(bucket, 2)]
    assert [keys_ for keys_ in shown if keys_] == [
        ["u/talk-2.mp4", "u/talk.en.vtt", "u/talk.mp4"],
        ["u/talk/x.mp4", "u/Ä, +%.mp4"],
        ["v/a.mp4", "v/b.mp4", "v/b.srt"],
    ] or isinstance(bucket, FolderBucket)
    (named,) = list_groups(bucket, ["u/talk.mp4"])
    assert [item.key for item in named.listed] == ["u/talk.en.vtt", "u/talk.mp4"]


def test_a_pass_over_s3_costs_one_request_a_page(s3: S3) -> None:
    for number in range(PAGE_SIZE + 1):
        s3.client.put_object(Bucket=s3.bucket, Key=f"ws/{number:05}.mp4", Body=b"x")
    asked: list[str] = []
    s3.client.meta.events.register("before-call.s3.*", lambda model, **_: asked.append(model.name))
    assert sum(len(slice_.listed) for slice_ in passed(S3Bucket(s3.client, s3.bucket), 10 * PAGE_SIZE)) == PAGE_SIZE + 1
    assert asked == ["ListObjectsV2"] * 2
