"""folder: the keys that a bucket in a folder refuses, and the files behind those that it keeps."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vindex_search.storage.bucket.folder import FolderBucket


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film"
    path.write_bytes(b"0123456789")
    return path


@pytest.mark.parametrize("key", ["../secret.mp4", "a/../../secret.mp4", "", "a//b.mp4", "./a.mp4"])
def test_nothing_is_put_under_a_key_that_no_listing_has(tmp_path: Path, film: Path, key: str) -> None:
    with pytest.raises(ValueError, match="leads out of the uploads folder; allowed are paths such as"):
        FolderBucket(tmp_path / "uploads").put(key, film)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film"]


def test_what_is_put_keeps_its_time_and_leaves_no_draft(tmp_path: Path, film: Path) -> None:
    os.utime(film, ns=(10**18, 10**18 + 7))
    bucket = FolderBucket(tmp_path / "uploads")
    bucket.put("team/deep/x.mp4", film)
    listed = bucket.stat("team/deep/x.mp4")
    assert listed is not None
    assert (listed.version, listed.size) == (f"10-{film.stat().st_mtime_ns}", 10)
    assert listed.uploaded_at == "2001-09-09T01:46:40+00:00"
    assert [path.name for path in (tmp_path / "uploads/team/deep").iterdir()] == ["x.mp4"]


@pytest.mark.parametrize("key", ["team", "team/\0.mp4", f"team/{'x' * 300}.mp4", "team/gone.mp4"])
def test_what_is_no_file_is_not_there(tmp_path: Path, key: str) -> None:
    (tmp_path / "team").mkdir()
    bucket = FolderBucket(tmp_path)
    assert bucket.stat(key) is None
    bucket.delete(key)
    with pytest.raises(FileNotFoundError, match="there is no upload"), bucket.local_path(key):
        pass
    assert (tmp_path / "team").is_dir()


def test_the_local_path_is_the_file_itself(tmp_path: Path, film: Path) -> None:
    bucket = FolderBucket(tmp_path)
    with bucket.local_path("film") as path:
        assert path == film
    assert film.exists()


def test_the_service_sends_and_receives_the_files_of_a_folder(tmp_path: Path) -> None:
    bucket = FolderBucket(tmp_path)
    assert (bucket.url("team/x.mp4"), bucket.presigned_put("team/x.mp4", 1)) == (None, None)
    assert (bucket.name, bucket.settle_s) == ("folder", 5.0)
