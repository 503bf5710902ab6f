"""Awkward keys in both kinds of bucket: an object is found, read and removed under the key that is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.object_keys import CASES, LONGEST_ON_S3, Case, every_key
from tests.support.storage.s3 import S3
from vindex_search.storage.bucket import Bucket, FolderBucket, open_bucket


def assert_round_trip(bucket: Bucket, key: str, file: Path) -> None:
    bucket.put(key, file)
    (listed,) = bucket.list()
    assert listed.key == key
    assert bucket.stat(key) == listed
    assert [found.key for found in bucket.list(prefix=key)] == [key]
    assert list(bucket.list(after=key if key.isprintable() else "team/b")) == []
    with bucket.local_path(key) as path:
        assert path.read_bytes() == b"0123456789"
    bucket.delete(key)
    assert list(bucket.list()) == []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.bin"
    path.write_bytes(b"0123456789")
    return path


@every_key
def test_s3_holds_any_key(s3: S3, file: Path, case: Case) -> None:
    assert_round_trip(open_bucket(f"s3://{s3.bucket}/pre/fix", s3_client=s3.client), case.key, file)


def test_s3_holds_a_key_of_the_maximum_length(s3: S3, file: Path) -> None:
    key = f"team/{'x' * (LONGEST_ON_S3 - 9)}.mp4"
    assert len(key.encode()) == LONGEST_ON_S3
    assert_round_trip(open_bucket(f"s3://{s3.bucket}", s3_client=s3.client), key, file)


@every_key
def test_a_folder_holds_what_file_systems_hold(tmp_path: Path, file: Path, case: Case) -> None:
    (tmp_path / "uploads").mkdir()
    bucket = FolderBucket(tmp_path / "uploads")
    if case.in_folder:
        assert_round_trip(bucket, case.key, file)
        return
    bucket.put("team/talk.mp4", file)
    with pytest.raises((ValueError, OSError)):
        bucket.put(case.key, file)
    assert bucket.stat(case.key) is None
    with pytest.raises(FileNotFoundError), bucket.local_path(case.key):
        pass
    bucket.delete(case.key)
    assert [listed.key for listed in bucket.list()] == ["team/talk.mp4"]


@pytest.mark.parametrize("key", ["team/a\0b.mp4", "team/\ud800.mp4"])
def test_an_impossible_file_name_does_not_exist(tmp_path: Path, key: str) -> None:
    bucket = FolderBucket(tmp_path)
    assert bucket.stat(key) is None
    bucket.delete(key)
    with pytest.raises(FileNotFoundError), bucket.local_path(key):
        pass


def test_both_buckets_list_them_in_the_same_order(s3: S3, tmp_path: Path, file: Path) -> None:
    (tmp_path / "uploads").mkdir()
    buckets: list[Bucket] = [FolderBucket(tmp_path / "uploads"), open_bucket(f"s3://{s3.bucket}", s3_client=s3.client)]
    keys = sorted(case.key for case in CASES.values() if case.in_folder)
    for bucket in buckets:
        for key in keys:
            bucket.put(key, file)
        assert [listed.key for listed in bucket.list()] == keys == sorted(keys, key=str.encode)
        for key in filter(str.isprintable, keys):  # moto's answer names the key, and XML has no control characters
            assert [listed.key for listed in bucket.list(after=key)] == keys[keys.index(key) + 1 :]
