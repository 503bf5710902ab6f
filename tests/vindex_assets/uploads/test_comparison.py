from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.uploads.bucket_scan import KeyRange, ScanStep, list_range
from vindex_assets.uploads.comparison import Comparison, changed_uploads, compare, missing_uploads
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.upload import Sighting
from vindex_assets.uploads.video_state import STATES, VideoState
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.bucket import FolderBucket, ObjectInfo
from vindex_search.storage.store import Store

A, B, C = (
    UploadRecord(video_id("b", key), "t", key, "1", 10, "2026-01-01T00:00:00+00:00")
    for key in ("t/a.mp4", "t/b.mp4", "t/c.mp4")
)
REVISIONS = st.sampled_from(["1", "2"])
UPLOADS = st.lists(
    st.builds(replace, st.sampled_from([A, B, C]), version=REVISIONS), unique_by=lambda upload: upload.video_id
)
ROWS = st.lists(st.builds(VideoState, UPLOADS.filter(bool).map(lambda found: found[0]), st.sampled_from(STATES)))


def test_what_is_as_it_was_is_not_read_again() -> None:
    rows = {
        A.video_id: VideoState(A, "indexed"),
        B.video_id: VideoState(B, "failed"),
        C.video_id: VideoState(C, "requested"),
    }
    assert changed_uploads(rows, [A, B, C]) == []
    assert missing_uploads(rows, [A, B, C]) == []


def test_what_is_new_changed_or_back_is_read() -> None:
    newer = replace(B, sidecars=(("t/b.vtt", "1"),))
    rows = {B.video_id: VideoState(B, "indexed"), C.video_id: VideoState(C, "gone")}
    assert changed_uploads(rows, [A, newer, C]) == [
        VideoState(A, "unread"),
        VideoState(newer, "unread"),
        VideoState(C, "unread"),
    ]


def test_what_is_not_listed_is_gone_once() -> None:
    rows = {A.video_id: VideoState(A, "indexed", 2), B.video_id: VideoState(B, "gone")}
    assert missing_uploads(rows, [C]) == [VideoState(A, "gone", 2)]


# A listing against the snapshot


def listed(key: str, version: str = "1", *, size: int = 10, at: str = "2026-01-01T00:00:00+00:00") -> ObjectInfo:
    return ObjectInfo(key, version, size, at)


def of_range(*objects: ObjectInfo, start: str = "", end: str | None = None) -> KeyRange:
    return KeyRange(objects, start, end)


@pytest.fixture
def snapshot(store: Store) -> Snapshot:
    """Three indexed videos."""
    made = Snapshot.load(store)
    made.upsert(VideoState(upload, "indexed") for upload in (A, B, C))
    return made


class NamedBucket(FolderBucket):
    """A folder that is called `b` and in which files are settled after ten seconds."""

    settle_s = 10.0

    def __init__(self) -> None:
        super().__init__(Path("/nowhere"))
        self.name = "b"


AT = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


def compared(snapshot: Snapshot, *ranges: KeyRange, cursor: ScanCursor | None = None, now: float = AT) -> Comparison:
    step = ScanStep(ranges, cursor or ScanCursor(thorough=False), ends_pass=False)
    return compare(snapshot, step, NamedBucket(), now=now)


def test_only_what_the_listed_ranges_cover_may_be_missing(snapshot: Snapshot) -> None:
    first, last = of_range(listed("t/a.mp4"), start="t/a.", end="t/a/"), of_range(start="t/c.", end="t/c/")
    found = compared(snapshot, first, last, now=AT + 60)
    assert (found.changed, found.missing) == ((), (VideoState(C, "gone"),))
    assert not found.is_empty


def test_new_and_changed_uploads_are_found_with_those_that_cannot_be_videos(snapshot: Snapshot) -> None:
    objects = listed("loose.mp4"), listed("t/a.mp4"), listed("t/b.mp4", "2"), listed("t/c.mp4"), listed("t/d.mp4")
    found = compared(snapshot, of_range(*objects), now=AT + 60)
    assert [(row.upload.object_key, row.upload.version, row.state) for row in found.changed] == [
        ("t/b.mp4", "2", "unread"),
        ("t/d.mp4", "1", "unread"),
    ]
    assert [rejected.object_key for rejected in found.rejected] == ["loose.mp4"]
    assert (found.missing, found.sightings, found.recheck) == ((), {}, frozenset())


def test_what_is_still_written_is_neither_changed_nor_missing(snapshot: Snapshot) -> None:
    seen = {"t/b.mp4": Sighting("2", AT - 9)}
    objects = [
        listed("t/a.mp4", "2"),
        listed("t/b.mp4", "2", at="2026-01-01T00:01:00+00:00"),
        listed("t/c.mp4", at="2025-12-31T00:00:00+00:00"),
    ]
    found = compared(snapshot, of_range(*objects), cursor=ScanCursor(sightings=seen, thorough=False), now=AT + 9)
    assert (found.changed[0].upload.object_key, len(found.changed)) == ("t/b.mp4", 1)
    assert (found.missing, found.sightings) == ((), {"t/a.mp4": Sighting("2", AT + 9)})


def test_in_a_thorough_pass_the_partitions_of_the_ranges_are_looked_at_again(snapshot: Snapshot) -> None:
    part = of_range(listed("t/b.mp4"), start="t/b.", end="t/c.")
    assert compared(snapshot, part, cursor=ScanCursor(thorough=True), now=AT + 60).recheck == {B.video_id}


def test_a_listing_of_nothing_at_all_says_so(snapshot: Snapshot) -> None:
    found = compared(snapshot, of_range())
    assert found.is_empty
    assert {row.video_id for row in found.missing} == {A.video_id, B.video_id, C.video_id}


def test_only_the_range_of_the_pass_is_counted_for_what_is_left_alone(snapshot: Snapshot) -> None:
    single, part = of_range(listed("t/x.jpg"), start="t/x.", end="t/x/"), of_range(listed("t/a.mp4"), listed("t/a.txt"))
    step = ScanStep((single, part), ScanCursor(), ends_pass=True, of_pass=part)
    assert compare(snapshot, step, NamedBucket(), now=AT).left_alone.examples == {"suffix": ("t/a.txt",)}
    assert compared(snapshot, part).left_alone.total == 0


@given(UPLOADS, ROWS)
def test_a_second_comparison_finds_nothing(uploads: list[UploadRecord], before: list[VideoState]) -> None:
    rows = {row.video_id: row for row in before}
    rows |= {row.video_id: row for row in (*changed_uploads(rows, uploads), *missing_uploads(rows, uploads))}
    assert changed_uploads(rows, uploads) == missing_uploads(rows, uploads) == []
    assert all(rows[upload.video_id].upload.revision == upload.revision for upload in uploads)


def test_links_are_left_alone_and_counted_and_hidden_ones_are_not(snapshot: Snapshot, tmp_path: Path) -> None:
    bucket = FolderBucket(tmp_path / "uploads")
    (tmp_path / "uploads" / "t").mkdir(parents=True)
    (tmp_path / "outside").write_bytes(b"film")
    (tmp_path / "uploads" / "t" / "a.mp4").symlink_to("../outside")
    (tmp_path / "uploads" / "t" / ".hidden.mp4").symlink_to("../outside")
    (tmp_path / "uploads" / "t" / "folder").symlink_to("/etc")
    part = list_range(bucket, "", max_objects=10, max_seconds=1.0, clock=lambda: 0.0)
    found = compare(snapshot, ScanStep((part,), ScanCursor(), ends_pass=True, of_pass=part), bucket, now=AT)
    assert found.left_alone.counts == {"link": 2}
    assert found.left_alone.examples == {"link": ("t/a.mp4", "t/folder")}
    assert found.changed == ()
