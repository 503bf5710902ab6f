"""Placing an upload in a folder: stopped anywhere its name has the old bytes, or all of the new ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.prefixes import Operation, check_every_prefix
from vindex_search.storage.bucket.folder import FolderBucket
from vindex_search.storage.bucket.partial_file import PartialFile

KEY = "team/talk.mp4"


class Replace(Operation):
    """An upload over HTTP in the place of another."""

    before: bytes | None = b"old"

    def __init__(self, root: str) -> None:
        self.root = Path(root)
        self.bucket, self.target = FolderBucket(self.root / "uploads"), self.root / "uploads" / KEY
        self.target.parent.mkdir(parents=True)
        if self.before is not None:
            self.target.write_bytes(self.before)

    def act(self) -> None:
        with PartialFile(self.root / "uploads", KEY) as partial:
            partial.write(b"new and longer")
            partial.commit(replace=self.before is not None)

    def act_again(self) -> None:
        if not self.target.exists() or self.target.read_bytes() != b"new and longer":
            self.act()

    def check_reader(self) -> None:
        listed = [item.key for item in self.bucket.list() if not Path(item.key).name.startswith(".")]
        assert listed == ([KEY] if self.before is not None or self.target.exists() else [])
        if listed:
            assert self.target.read_bytes() in {self.before, b"new and longer"}

    def check_done(self) -> None:
        assert self.target.read_bytes() == b"new and longer"


class Place(Replace):
    """An upload over HTTP whose name is free."""

    before = None


class Put(Replace):
    """A file that the command line copies in over another."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.film = self.root / "film"
        self.film.write_bytes(b"new and longer")

    def act(self) -> None:
        self.bucket.put(KEY, self.film)

    def check_done(self) -> None:
        super().check_done()
        assert self.target.stat().st_mtime_ns == self.film.stat().st_mtime_ns


@pytest.mark.parametrize("operation", [Replace, Place, Put])
def test_stopped_anywhere_an_upload_is_whole(operation: type[Operation], tmp_path: Path) -> None:
    check_every_prefix(operation, tmp_path, drafts=True)
