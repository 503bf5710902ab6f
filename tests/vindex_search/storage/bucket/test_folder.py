"""folder: a disk that fails is never taken for an upload that is not there, and times are in UTC."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vindex_search.storage.bucket.folder import FolderBucket

KEY = "team/x.mp4"


@pytest.fixture
def bucket(tmp_path: Path) -> FolderBucket:
    """A bucket with one upload."""
    (tmp_path / "team").mkdir()
    (tmp_path / KEY).write_bytes(b"0123456789")
    return FolderBucket(tmp_path)


def failing(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Let every look at a file fail, as on a disk that is going away."""

    def stat(path: str, **_: object) -> os.stat_result:
        raise OSError(code, os.strerror(code), path)

    monkeypatch.setattr(os, "stat", stat)


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES, errno.EPERM, errno.ESTALE, errno.ETIMEDOUT, errno.EMFILE])
def test_an_error_of_the_disk_is_not_taken_for_a_missing_upload(
    bucket: FolderBucket, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    with monkeypatch.context() as patch:
        failing(patch, code)
        with pytest.raises(OSError, match=os.strerror(code)):
            bucket.stat(KEY)
        with pytest.raises(OSError, match=os.strerror(code)), bucket.local_path(KEY):
            pass
        with pytest.raises(OSError, match=os.strerror(code)):
            bucket.delete(KEY)
    assert bucket.stat(KEY) is not None


@pytest.mark.parametrize("code", [errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG])
def test_a_file_that_is_not_there_is_none(bucket: FolderBucket, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    with monkeypatch.context() as patch:
        failing(patch, code)
        assert bucket.stat(KEY) is None


def test_neither_a_link_to_itself_nor_a_folder_nor_a_name_below_a_file_is_an_upload(bucket: FolderBucket) -> None:
    (bucket.root / "team" / "loop.mp4").symlink_to("loop.mp4")
    (bucket.root / "team" / "folder.mp4").mkdir()
    for key in ("team/loop.mp4", "team/folder.mp4", f"{KEY}/y.mp4", "team", "team/" + "x" * 300):
        assert bucket.stat(key) is None
        bucket.delete(key)
    assert (bucket.root / "team" / "folder.mp4").is_dir()
    assert bucket.stat(KEY) is not None


@pytest.fixture(params=["UTC", "Asia/Kolkata", "America/Los_Angeles"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process in another zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("zone")
def test_the_upload_time_is_in_utc_whatever_zone_the_machine_is_in(bucket: FolderBucket) -> None:
    os.utime(bucket.root / KEY, (0, 1_782_907_200.75))
    found = bucket.stat(KEY)
    assert found is not None
    assert found.uploaded_at == "2026-07-01T12:00:00+00:00"
    assert list(bucket.list()) == [found]


def test_size_and_time_of_a_file_are_its_version(bucket: FolderBucket) -> None:
    os.utime(bucket.root / KEY, ns=(0, 1_782_907_200_123_456_789))
    found = bucket.stat(KEY)
    assert found is not None
    assert (found.size, found.version) == (10, "10-1782907200123456789")


def test_a_file_is_hidden_until_all_of_it_is_copied(
    bucket: FolderBucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, listed = tmp_path / ".source", list[list[str]]()
    source.write_bytes(b"new")
    replace = os.replace

    def looked_at(draft: str, target: str, **folders: int) -> None:
        listed.append([found.key for found in bucket.list() if "/." not in f"/{found.key}"])
        replace(draft, target, **folders)

    monkeypatch.setattr(os, "replace", looked_at)
    bucket.put("team/deep/y.mp4", source)
    assert listed == [[KEY]]
    assert sorted(path.name for path in (tmp_path / "team").rglob("*")) == ["deep", "x.mp4", "y.mp4"]
