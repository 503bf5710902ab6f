"""storage_usage: in a folder and on S3."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.support.storage.s3 import S3
from tests.support.storage.video_records import failure, publish
from vindex_search.contract.records import FailureRecord, UploadRecord
from vindex_search.storage.store import Store
from vindex_search.videos.usage.storage_usage import StorageUsage, records_modified_at, storage_usage

UNKNOWN = "team--gone-0123456789"


@pytest.fixture(params=["folder", "s3"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return str(tmp_path / "store")
    found: S3 = request.getfixturevalue("s3")
    return f"s3://{found.bucket}/store"


def test_points_of_all_collections_and_files_with_their_size_are_counted(root: str) -> None:
    store, other = Store(root, "vindex-a"), Store(root, "vindex-b")
    name = publish(store, "team/a.mp4")
    publish(store, "team/ab.mp4")
    other.publish(name, "bb", 3)
    files = [store.path(name, artefact) for artefact in ("upload.json", "video.json", "indexed.json")]
    assert storage_usage(store, name) == StorageUsage(4, 3, sum(file.stat().st_size for file in files))


def test_an_unknown_video_uses_nothing(root: str) -> None:
    store = Store(root, "vindex-a")
    assert storage_usage(store, UNKNOWN) == StorageUsage(0, 0, 0)
    publish(store, "team/a.mp4")
    assert storage_usage(store, UNKNOWN) == StorageUsage(0, 0, 0)
    assert records_modified_at(store, UNKNOWN, [UploadRecord, FailureRecord]) == 0.0


def test_the_newest_record_gives_the_time(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-a")
    name = publish(store, "team/a.mp4")
    store.write_record(name, failure())
    for record, at in ((UploadRecord, 1000.0), (FailureRecord, 2000.0)):
        os.utime(str(store.path(name, record.FILE)), (at, at))
    assert records_modified_at(store, name, [UploadRecord]) == 1000.0
    assert records_modified_at(store, name, [UploadRecord, FailureRecord]) == 2000.0


def test_modification_times_on_s3(s3: S3) -> None:
    store = Store(f"s3://{s3.bucket}/store", "vindex-a")
    name = publish(store, "team/a.mp4")
    assert abs(records_modified_at(store, name, [UploadRecord]) - time.time()) < 600
