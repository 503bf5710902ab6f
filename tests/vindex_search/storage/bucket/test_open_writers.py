"""open_writers: a file is complete once nobody has it open to write."""

from __future__ import annotations

import os
from pathlib import Path

from vindex_search.storage.bucket.folder import FolderBucket
from vindex_search.storage.bucket.open_writers import is_closed


def test_a_file_is_not_closed_while_somebody_writes_it(tmp_path: Path) -> None:
    bucket, path = FolderBucket(tmp_path), tmp_path / "talk.mp4"
    with path.open("wb") as writer:
        writer.write(b"film")
        assert not bucket.is_closed("talk.mp4")
    assert bucket.is_closed("talk.mp4")


def test_who_reads_it_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "talk.mp4").write_bytes(b"film")
    with (tmp_path / "talk.mp4").open("rb"):
        assert FolderBucket(tmp_path).is_closed("talk.mp4")


def test_a_file_that_is_gone_is_not_closed(tmp_path: Path) -> None:
    assert not FolderBucket(tmp_path).is_closed("gone.mp4")


def test_what_lies_on_no_disk_of_this_machine_is_not_known_to_be_closed() -> None:
    descriptor = os.open("/proc/self/status", os.O_RDONLY)
    try:
        assert not is_closed(descriptor)
    finally:
        os.close(descriptor)


def test_a_writer_is_not_kept_waiting(tmp_path: Path) -> None:
    path = tmp_path / "talk.mp4"
    path.write_bytes(b"film")
    with path.open("rb") as reader:
        assert is_closed(reader.fileno())
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
