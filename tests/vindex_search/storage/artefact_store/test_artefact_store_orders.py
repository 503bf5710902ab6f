"""artefact_store: whatever a write is stopped after, no stamp belongs to other bytes, and the next write ends right."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from tests.support.storage.artefacts import OTHER, TABLE, VIDEO
from tests.support.storage.prefixes import Operation, check_every_prefix
from tests.support.storage.s3 import S3
from vindex_search.contract.artefacts import AUDIO, FRAMES
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

OLD, NEW = (Stamp((("upload", version),), "1") for version in ("1", "2"))
ABSENT = NEW.with_note({"absent": "no audio stream"})


def content(store: Store, video_id: str, artefact: str = AUDIO) -> bytes | None:
    try:
        with store.local_path(video_id, artefact) as path:
            return path.read_bytes()
    except FileNotFoundError:
        return None


class WriteBytes(Operation):
    """Bytes over older ones."""

    written: bytes | None = b"new and longer"
    stamp = NEW

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self.store.write_bytes(VIDEO, AUDIO, b"old", OLD)

    def act(self) -> None:
        self.store.write_bytes(VIDEO, AUDIO, self.written, self.stamp)

    def check_reader(self) -> None:
        found = self.store.stamp(VIDEO, AUDIO), content(self.store, VIDEO)
        assert found in {(OLD, b"old"), (None, b"old"), (None, self.written), (NEW, self.written)}

    def check_done(self) -> None:
        assert self.store.stamp(VIDEO, AUDIO) == NEW
        assert content(self.store, VIDEO) == self.written


class WriteAbsence(WriteBytes):
    """That an artefact is absent, over older bytes."""

    written = None
    stamp = ABSENT


class WriteFile(WriteBytes):
    """A file over older bytes."""

    def act(self) -> None:
        with NamedTemporaryFile() as source:
            source.write(b"new and longer")
            source.flush()
            self.store.write_file(VIDEO, AUDIO, Path(source.name), NEW)


class RemoveArtefact(WriteBytes):
    """An artefact that has to be made again."""

    def act(self) -> None:
        self.store.remove_artefact(VIDEO, AUDIO)

    def check_reader(self) -> None:
        found = self.store.stamp(VIDEO, AUDIO), content(self.store, VIDEO)
        assert found in {(OLD, b"old"), (None, b"old"), (None, None)}

    def check_done(self) -> None:
        assert (self.store.stamp(VIDEO, AUDIO), content(self.store, VIDEO)) == (None, None)


class WriteTable(Operation):
    """A table over an older one."""

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self.store.write_table(VIDEO, FRAMES, TABLE.head(1), OLD)

    def act(self) -> None:
        self.store.write_table(VIDEO, FRAMES, TABLE, NEW)

    def check_reader(self) -> None:
        found = self.store.stamp(VIDEO, FRAMES), len(self.store.read_table(VIDEO, FRAMES))
        assert found in {(OLD, 1), (NEW, 2)}

    def check_done(self) -> None:
        assert self.store.stamp(VIDEO, FRAMES) == NEW
        assert self.store.read_table(VIDEO, FRAMES).equals(TABLE)


class SinkTable(WriteTable):
    """A streamed table over an older one."""

    def act(self) -> None:
        self.store.sink_table(VIDEO, FRAMES, TABLE.lazy(), NEW)


class CopyBytes(WriteBytes):
    """Another video's bytes over older ones."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.store.write_bytes(OTHER, AUDIO, self.written, self.stamp)

    def act(self) -> None:
        assert self.store.copy_artefact(OTHER, VIDEO, AUDIO, NEW)


class CopyAbsence(CopyBytes):
    """That an artefact is absent in another video, over older bytes."""

    written = None
    stamp = ABSENT


class CopyTable(WriteTable):
    """Another video's table over an older one."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.store.write_table(OTHER, FRAMES, TABLE, NEW)

    def act(self) -> None:
        assert self.store.copy_artefact(OTHER, VIDEO, FRAMES, NEW)


IN_A_FOLDER: list[type[Operation]] = [
    *(WriteBytes, WriteAbsence, WriteFile, RemoveArtefact, WriteTable, SinkTable),
    *(CopyBytes, CopyAbsence, CopyTable),
]
ON_S3: list[type[Operation]] = [WriteBytes, WriteAbsence, WriteFile, CopyBytes]  # those of several requests


@pytest.mark.parametrize("operation", IN_A_FOLDER)
def test_stopped_anywhere_a_stamp_never_belongs_to_other_bytes(operation: type[Operation], tmp_path: Path) -> None:
    check_every_prefix(operation, tmp_path, drafts=True)


@pytest.mark.parametrize("operation", ON_S3)
def test_stopped_anywhere_on_s3_a_stamp_never_belongs_to_other_bytes(operation: type[Operation], s3: S3) -> None:
    check_every_prefix(operation, f"s3://{s3.bucket}")
