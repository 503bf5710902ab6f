"""delete: what is left in the store and in the bucket."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.storage.artefacts import STAMP, TABLE
from tests.support.storage.s3 import S3
from tests.support.storage.video_records import attempted, indexed, marks, register
from vindex_search.audit.actor import Actor
from vindex_search.audit.log import AuditLog, AuditUnavailable
from vindex_search.contract.artefacts import FRAME_EMBEDDINGS, FRAMES
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.settings import Settings
from vindex_search.storage.bucket import FolderBucket, open_bucket
from vindex_search.storage.store import Store
from vindex_search.videos.delete import (
    UnknownVideo,
    VideoBusy,
    delete_video,
    finish_deletion,
    is_unfinished,
    remove_video,
    require_idle,
)
from vindex_search.videos.video import Video, get_video


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return str(tmp_path / "home")
    s3: S3 = request.getfixturevalue("s3")
    return f"s3://{s3.bucket}"


@pytest.fixture
def store(place: str) -> Store:
    return Store(f"{place}/store", "vindex-test")


def existing(store: Store, name: str) -> Video:
    video = get_video(store, name)
    assert video is not None
    return video


def test_a_deletion_is_written_down_before_it_is_done_or_not_done(tmp_path: Path) -> None:
    store, bucket = Store(tmp_path / "store", "vindex-test"), FolderBucket(tmp_path / "uploads")
    name, other = register(store, "team/x.mp4"), register(store, "team/y.mp4")
    delete_video(Settings(home=tmp_path), store, bucket, name, upload=False, actor=Actor("key", "0a1b2c3d", "ci"))
    entries = [entry for entry in AuditLog(store.root).read() if entry]
    assert [(one.action, one.result, one.video, one.actor_name) for one in entries] == [
        ("delete", "begun", name, "ci"),
        ("delete", "done", name, "ci"),
    ]
    (tmp_path / "store" / "audit").rename(tmp_path / "moved")
    (tmp_path / "store" / "audit").touch()
    with pytest.raises(AuditUnavailable, match="nothing was done"):
        delete_video(Settings(home=tmp_path), store, bucket, other, upload=True)
    assert store.read_record(other, UploadRecord) is not None
    assert store.read_record(other, ForgottenRecord) is None
    remove_video(Settings(home=tmp_path), store, bucket, other)
    assert get_video(store, other) is None, "what follows from an upload that is gone is carried out all the same"


@pytest.mark.parametrize("upload", [False, True])
def test_a_video_is_deleted_and_its_neighbour_is_not(place: str, store: Store, tmp_path: Path, upload: bool) -> None:
    bucket = open_bucket(f"{place}/uploads")
    (tmp_path / "film").write_bytes(b"film")
    keys = ["team/x.mp4", "team/x.en.vtt", "team/y.mp4"]
    for key in keys:
        bucket.put(key, tmp_path / "film")
    name, other = register(store, "team/x.mp4"), register(store, "team/y.mp4")
    registered = store.read_record(name, UploadRecord)
    assert registered is not None
    with_sidecar = replace(registered, sidecars=(("team/x.en.vtt", "1"),))
    store.write_record(name, with_sidecar)
    store.write_table(name, FRAME_EMBEDDINGS, TABLE, STAMP)
    store.write_table(name, FRAMES, TABLE, STAMP)
    store.publish(name, "aaaa", 3)
    store.publish(other, "bbbb", 2)
    delete_video(Settings(), store, bucket, name, upload=upload)
    assert get_video(store, name) is None
    assert store.published() == marks({other: ("bbbb", 2)})
    assert store.read_record(name, ForgottenRecord) == (None if upload else ForgottenRecord(with_sidecar))
    assert store.stamp(name, FRAMES) is None
    assert store.stamp(name, FRAME_EMBEDDINGS) is None
    assert [listed.key for listed in bucket.list()] == (["team/y.mp4"] if upload else sorted(keys))
    assert existing(store, other).status == "waiting"
    assert store.dirty() == [name]


def test_a_video_in_processing_is_not_deleted(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    name = register(store, "team/x.mp4", attempted())
    with pytest.raises(VideoBusy, match=f"a run is processing {name}: wait"):
        require_idle(existing(store, name))
    assert existing(store, name).status == "processing"
    for idle in (register(store, "team/y.mp4"), register(store, "team/z.mp4", indexed())):
        require_idle(existing(store, idle))


@pytest.mark.parametrize("upload", [False, True])
def test_deletion_is_idempotent(place: str, store: Store, tmp_path: Path, upload: bool) -> None:
    bucket, name = open_bucket(f"{place}/uploads"), register(store, "team/x.mp4")
    (tmp_path / "film").write_bytes(b"film")
    bucket.put("team/x.mp4", tmp_path / "film")
    delete_video(Settings(), store, bucket, name, upload=upload)
    assert not is_unfinished(store, name)
    if upload:
        with pytest.raises(UnknownVideo, match=f"there is no video {name}"):
            delete_video(Settings(), store, bucket, name, upload=upload)
    else:
        delete_video(Settings(), store, bucket, name, upload=upload)
        assert store.read_record(name, ForgottenRecord) is not None
    assert (bucket.stat("team/x.mp4") is None) == upload


def test_the_upload_of_a_forgotten_video_can_be_deleted_later(place: str, store: Store, tmp_path: Path) -> None:
    bucket, name = open_bucket(f"{place}/uploads"), register(store, "team/x.mp4")
    (tmp_path / "film").write_bytes(b"film")
    bucket.put("team/x.mp4", tmp_path / "film")
    delete_video(Settings(), store, bucket, name, upload=False)
    delete_video(Settings(), store, bucket, name, upload=True)
    assert list(bucket.list()) == []
    assert list(store.video_ids()) == []


class DenyingBucket(FolderBucket):
    """Refuses to delete subtitle files."""

    def delete(self, key: str) -> None:
        if key.endswith(".vtt"):
            raise PermissionError(f"{key} may not be deleted")
        super().delete(key)


@pytest.fixture
def half_deleted(tmp_path: Path) -> tuple[Store, str]:
    """A video whose upload is deleted and whose subtitle file could not be."""
    store, uploads = Store(tmp_path / "store", "vindex-test"), FolderBucket(tmp_path / "uploads")
    (tmp_path / "film").write_bytes(b"film")
    for key in ("team/x.mp4", "team/x.en.vtt"):
        uploads.put(key, tmp_path / "film")
    name = register(store, "team/x.mp4")
    media, sidecar = uploads.stat("team/x.mp4"), uploads.stat("team/x.en.vtt")
    assert media is not None
    assert sidecar is not None
    upload = store.read_record(name, UploadRecord)
    assert upload is not None
    sidecars = (("team/x.en.vtt", sidecar.version),)
    store.write_record(name, replace(upload, version=media.version, sidecars=sidecars))
    with pytest.raises(PermissionError):
        delete_video(Settings(), store, DenyingBucket(tmp_path / "uploads"), name, upload=True)
    return store, name


def test_what_could_not_be_deleted_stays_on_record(half_deleted: tuple[Store, str], tmp_path: Path) -> None:
    store, name = half_deleted
    assert (get_video(store, name), is_unfinished(store, name), store.dirty()) == (None, True, [name])
    bucket = FolderBucket(tmp_path / "uploads")
    assert [listed.key for listed in bucket.list()] == ["team/x.en.vtt"]
    finish_deletion(Settings(), store, bucket, name)
    assert list(bucket.list()) == []
    assert list(store.video_ids()) == []


def test_a_file_that_was_uploaded_again_meanwhile_is_kept(half_deleted: tuple[Store, str], tmp_path: Path) -> None:
    store, name = half_deleted
    bucket = FolderBucket(tmp_path / "uploads")
    (tmp_path / "another").write_bytes(b"another film")
    for key in ("team/x.mp4", "team/x.en.vtt"):
        bucket.put(key, tmp_path / "another")
    finish_deletion(Settings(), store, bucket, name)
    assert [listed.key for listed in bucket.list()] == ["team/x.en.vtt", "team/x.mp4"]
    assert list(store.video_ids()) == []


def test_a_forgotten_record_of_an_older_version_keeps_the_upload(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    name = register(store, "team/x.mp4")
    bucket = FolderBucket(tmp_path / "uploads")
    (tmp_path / "film").write_bytes(b"film")
    bucket.put("team/x.mp4", tmp_path / "film")
    registered = store.path(name, UploadRecord.FILE)
    registered.rename(registered.parent / ForgottenRecord.FILE)  # the fields of an upload, and no others
    store.write_table(name, FRAMES, TABLE, STAMP)
    assert is_unfinished(store, name)
    finish_deletion(Settings(), store, bucket, name)
    assert not is_unfinished(store, name)
    assert store.stamp(name, FRAMES) is None
    assert bucket.stat("team/x.mp4") is not None
