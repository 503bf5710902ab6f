"""removal: what keeps a video from being removed, and what is removed beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.library.home import Home
from tests.support.storage.artefacts import STAMP, TABLE
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.removal import removal
from vindex_assets.uploads.removal.removal import (
    EMPTY_BUCKET_MIN_VIDEOS,
    empty_bucket_warning,
    remove_forgotten_partitions,
    remove_gone,
    remove_stray_partitions,
    resume_deletion,
)
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.video_state import State, VideoState
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.settings import settings
from vindex_search.storage.bucket.folder import FolderBucket
from vindex_search.storage.store import Store


def upload(number: int, version: str = "") -> UploadRecord:
    key = f"team/film{number}.mp4"
    name, at = video_id("folder", key), f"2026-01-01T00:00:{number % 60:02}+00:00"
    return UploadRecord(name, "team", key, version=version or str(number), size=5, uploaded_at=at)


def snapshot_of(store: Store, many: int, state: State = "gone") -> Snapshot:
    snapshot = Snapshot.load(store)
    snapshot.upsert(VideoState(upload(number), state) for number in range(many))
    return snapshot


def put_any(uploads: Path) -> None:
    """Upload a file, so that the bucket is not empty."""
    (uploads / "team").mkdir(parents=True, exist_ok=True)
    (uploads / "team" / "any.mp4").write_bytes(b"film")


@pytest.mark.parametrize("is_left", [False, True])
@pytest.mark.parametrize("many", [EMPTY_BUCKET_MIN_VIDEOS - 1, EMPTY_BUCKET_MIN_VIDEOS, EMPTY_BUCKET_MIN_VIDEOS + 1])
def test_a_bucket_that_holds_nothing_is_a_warning_for_a_library_of_ten(
    store: Store, tmp_path: Path, many: int, is_left: bool
) -> None:
    bucket = FolderBucket(tmp_path / "uploads")
    bucket.root.mkdir()
    if is_left:
        put_any(bucket.root)
    warning = empty_bucket_warning(bucket, snapshot_of(store, many))
    assert EMPTY_BUCKET_MIN_VIDEOS == 10
    if many < 10 or is_left:
        assert warning == ""
    else:
        assert f"the bucket holds nothing at all, and the library {many} videos: none of them is removed" in warning


def test_nothing_is_removed_while_the_bucket_holds_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "EMPTY_BUCKET_MIN_VIDEOS", 2)
    snapshot = snapshot_of(home.library.store, 2)
    (warning,) = remove_gone(home.instance, home.library, snapshot, set()).warnings
    assert warning == empty_bucket_warning(home.library.bucket, snapshot) != ""
    assert snapshot.count("gone") == 2
    put_any(home.uploads)
    assert remove_gone(home.instance, home.library, snapshot, set()).warnings == ()
    assert len(snapshot) == 0


def test_what_is_on_record_is_kept_where_the_settings_keep_what_is_gone(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its row is what its records say; another video, whose deletion was asked for, leaves nothing to be kept."""
    put_any(home.uploads)
    snapshot = snapshot_of(home.library.store, 2)
    kept, deleted = upload(0), upload(1)
    home.library.store.write_record(kept.video_id, kept)
    home.instance.add_dynamic_partitions(VIDEOS, [kept.video_id, deleted.video_id])
    monkeypatch.setenv("VINDEX_KEEP_GONE", "true")
    settings.cache_clear()
    assert remove_gone(home.instance, home.library, snapshot, set()).warnings == ()
    assert {name: row.state for name, row in snapshot.rows(snapshot.video_ids()).items()} == {kept.video_id: "new"}
    assert home.instance.get_dynamic_partitions(VIDEOS) == [kept.video_id]


def test_a_tick_removes_so_many_videos_the_newest_uploads_first(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert removal.MAX_REMOVED == 50
    monkeypatch.setattr(removal, "MAX_REMOVED", 2)
    put_any(home.uploads)
    snapshot = snapshot_of(home.library.store, 3)
    assert remove_gone(home.instance, home.library, snapshot, set()).warnings == ()
    assert snapshot.video_ids() == {upload(0).video_id}


@pytest.mark.parametrize(("state", "stays"), [("requested", True), ("unread", True), ("indexed", False)])
def test_a_renamed_file_stays_until_it_is_indexed_under_its_new_key(home: Home, state: State, stays: bool) -> None:
    put_any(home.uploads)
    snapshot = snapshot_of(home.library.store, 1)
    snapshot.upsert([VideoState(upload(7, version=upload(0).version), state)])
    remove_gone(home.instance, home.library, snapshot, set())
    assert (upload(0).video_id in snapshot.video_ids()) == stays


def leftovers(home: Home, names: Sequence[str]) -> None:
    """Partitions and artefacts of videos without a row."""
    home.instance.add_dynamic_partitions(VIDEOS, list(names))
    for name in names:
        home.library.store.write_table(name, FRAMES, TABLE, STAMP)


def test_of_a_stray_partition_all_goes_where_no_record_names_its_video(home: Home) -> None:
    stray, forgotten = upload(0), upload(1)
    leftovers(home, [stray.video_id, forgotten.video_id])
    home.library.store.write_record(forgotten.video_id, ForgottenRecord(forgotten))
    assert remove_stray_partitions(home.instance, home.library, Snapshot.load(home.library.store), set())
    assert list(home.instance.get_dynamic_partitions(VIDEOS)) == []
    assert list(home.library.store.video_ids()) == [forgotten.video_id]


def test_the_partition_of_a_forgotten_row_is_stray_and_those_of_the_others_are_not(home: Home) -> None:
    rows = [VideoState(upload(0), "forgotten"), VideoState(upload(1), "indexed")]
    names = [row.video_id for row in rows]
    for remove_all in (False, True):
        home.instance.add_dynamic_partitions(VIDEOS, names)
        if remove_all:
            remove_forgotten_partitions(home.instance, rows)
        else:
            home.library.store.write_record(names[0], ForgottenRecord(rows[0].upload))
            snapshot = Snapshot.load(home.library.store)
            snapshot.upsert(rows)
            assert remove_stray_partitions(home.instance, home.library, snapshot, set())
        assert list(home.instance.get_dynamic_partitions(VIDEOS)) == [names[1]]


def test_a_deletion_that_is_finished_is_not_begun_again(home: Home) -> None:
    store, forgotten = home.library.store, upload(0)
    store.write_record(forgotten.video_id, ForgottenRecord(forgotten))
    assert resume_deletion(home.library, forgotten.video_id) == ""
    assert store.dirty() == []
    store.write_table(forgotten.video_id, FRAMES, TABLE, STAMP)
    assert resume_deletion(home.library, forgotten.video_id) == ""
    assert store.dirty() == [forgotten.video_id]
    assert store.stamp(forgotten.video_id, FRAMES) is None
