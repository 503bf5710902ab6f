"""What is published, removed and indexed by content: stopped after any of its effects, the next run ends right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.artefacts import OTHER, TABLE, UPLOADED, VIDEO
from tests.support.storage.prefixes import Operation, check_every_prefix
from tests.support.storage.s3 import S3
from tests.support.storage.video_records import marks
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.record_format import Record
from vindex_search.contract.records import ForgottenRecord, UploadRecord, VideoRecord
from vindex_search.storage import files
from vindex_search.storage.library import content_index, dirty_marks
from vindex_search.storage.published import marks as published_marks
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

OLD, NEW = (Stamp((("upload", version),), "1") for version in ("1", "2"))
SHA256 = "ab" * 32


class WriteFile(Operation):
    """A small file over an older one."""

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self.store.write_library_file("live.json", b"old")

    def act(self) -> None:
        files.write(self.store.root / "live.json", b"new and longer")

    def check_reader(self) -> None:
        assert self.store.read_library_file("live.json") in {b"old", b"new and longer"}

    def check_done(self) -> None:
        assert self.store.read_library_file("live.json") == b"new and longer"


class WriteRecord(Operation):
    """A record over an older one."""

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self.old, self.new = ForgottenRecord(UPLOADED), ForgottenRecord(UPLOADED, delete_upload=True)
        self.store.write_record(VIDEO, self.old)

    def act(self) -> None:
        self.store.write_record(VIDEO, self.new)

    def check_reader(self) -> None:
        assert self.store.read_record(VIDEO, ForgottenRecord) in (self.old, self.new)

    def check_done(self) -> None:
        assert self.store.read_record(VIDEO, ForgottenRecord) == self.new


class CopyFile(WriteFile):
    """A file over an older one, without its bytes being read."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.store.write_library_file("source", b"new and longer")

    def act(self) -> None:
        files.copy(self.store.root / "source", self.store.root / "live.json")


class Publish(Operation):
    """A generation in the place of another, as `index_points` does it: its points, then its mark."""

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self._write(OLD, 1)

    def _write(self, stamp: Stamp, points: int) -> None:
        self.store.write_table(VIDEO, POINTS, TABLE.head(points), stamp)
        self.store.publish(VIDEO, stamp.fingerprint, points)

    def act(self) -> None:
        self._write(NEW, 2)

    def check_reader(self) -> None:
        """What is published is never gone, and nothing is published whose points are not there."""
        old, new = ({VIDEO: (stamp.fingerprint, points)} for stamp, points in ((OLD, 1), (NEW, 2)))
        published, stored = self.store.published(), self.store.stamp(VIDEO, POINTS)
        assert published == marks(old) or (published == marks(new) and stored == NEW)

    def check_done(self) -> None:
        folder = self.store.root / "published" / "vindex-test"
        assert files.list_names(folder) == [f"{VIDEO}.{NEW.fingerprint}.2"]


class Unpublish(Operation):
    """A video that is published in two collections, and whose neighbour stays."""

    def __init__(self, root: str) -> None:
        self.stores = [Store(root, name) for name in ("vindex-one", "vindex-two")]
        for store in self.stores:
            store.publish(VIDEO, "aa", 1)
            store.publish(OTHER, "bb", 1)

    def act(self) -> None:
        published_marks.remove_marks(self.stores[0].root, VIDEO)

    def check_reader(self) -> None:
        for store in self.stores:
            assert store.published()[OTHER].points == 1

    def check_done(self) -> None:
        assert [set(store.published()) for store in self.stores] == [{OTHER}, {OTHER}]


class RemoveVideo(Operation):
    """A video, whole."""

    keep: type[Record] | None = None

    def __init__(self, root: str) -> None:
        self.store = store = Store(root, "vindex-test")
        store.write_record(VIDEO, VideoRecord.from_manifest({"duration_s": 1.0, "width": 0, "sha256": SHA256}))
        store.index_content(VIDEO, SHA256)
        store.write_table(VIDEO, POINTS, TABLE, OLD)
        store.write_record(VIDEO, UPLOADED)
        store.write_record(VIDEO, ForgottenRecord(UPLOADED))
        store.publish(VIDEO, OLD.fingerprint, 2)

    def act(self) -> None:
        self.store.remove_video(VIDEO, keep=self.keep)

    def check_reader(self) -> None:
        """Nobody is shown a video that lacks something: its mark goes first, then its upload's record."""
        is_whole = self.store.stamp(VIDEO, POINTS) is not None and self.store.has_record(VIDEO, VideoRecord)
        is_registered = self.store.has_record(VIDEO, UploadRecord)
        assert is_registered or VIDEO not in self.store.published()
        assert is_whole or not is_registered

    def check_done(self) -> None:
        assert files.list_names(self.store.folder(VIDEO)) == ([self.keep.FILE] if self.keep else [])
        assert self.store.published() == {}
        assert list(self.store.video_ids()) == ([VIDEO] if self.keep else [])
        assert content_index.find(self.store.root, SHA256) == []


class RemoveVideoButOneRecord(RemoveVideo):
    """A video but for the record that it is forgotten, which is there at any time."""

    keep = ForgottenRecord

    def check_reader(self) -> None:
        super().check_reader()
        assert self.store.read_record(VIDEO, ForgottenRecord) == ForgottenRecord(UPLOADED)


class Unindex(Operation):
    """One of two videos with the same bytes."""

    def __init__(self, root: str) -> None:
        self.root = Store(root, "vindex-test").root
        for name in (VIDEO, OTHER):
            content_index.add(self.root, SHA256, name)

    def act(self) -> None:
        content_index.remove(self.root, SHA256, VIDEO)
        content_index.remove(self.root, SHA256, OTHER)
        content_index.add(self.root, SHA256, OTHER)

    def check_reader(self) -> None:
        assert set(content_index.find(self.root, SHA256)) <= {VIDEO, OTHER}

    def check_done(self) -> None:
        assert content_index.find(self.root, SHA256) == [OTHER]


class ClearMarks(Operation):
    """The dirty marks of two videos of three."""

    def __init__(self, root: str) -> None:
        self.root = Store(root, "vindex-test").root
        self.videos = [f"team--film-{number:010x}" for number in range(3)]
        for name in self.videos:
            dirty_marks.add(self.root, name)

    def act(self) -> None:
        dirty_marks.clear(self.root, self.videos[:2])

    def check_reader(self) -> None:
        assert self.videos[2] in dirty_marks.list_marked(self.root)

    def check_done(self) -> None:
        assert dirty_marks.list_marked(self.root) == self.videos[2:]


IN_A_FOLDER: list[type[Operation]] = [
    *(WriteFile, WriteRecord, CopyFile, Publish, Unpublish, RemoveVideo, RemoveVideoButOneRecord),
    *(Unindex, ClearMarks),
]
ON_S3: list[type[Operation]] = [Publish, RemoveVideoButOneRecord]  # the others are of one request, or as in a folder


@pytest.mark.parametrize("operation", IN_A_FOLDER)
def test_stopped_anywhere_the_next_run_ends_right(operation: type[Operation], tmp_path: Path) -> None:
    check_every_prefix(operation, tmp_path, drafts=True)


@pytest.mark.parametrize("operation", ON_S3)
def test_stopped_anywhere_on_s3_the_next_run_ends_right(operation: type[Operation], s3: S3) -> None:
    check_every_prefix(operation, f"s3://{s3.bucket}")
