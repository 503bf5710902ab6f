"""Where the files of a video lie, and its records: read typed, written whole or not at all."""

from __future__ import annotations

import logging
from typing import TypeVar

from upath import UPath

from vindex_search.contract.artefacts import PER_COLLECTION
from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.record_format import DamagedRecord, Record
from vindex_search.storage import files

log = logging.getLogger("vindex.store")

Kept = TypeVar("Kept", bound=Record)


class RecordStore:
    """The records of one library, as those see it who work with one collection.

    Args:
        root: Of the store.
        collection: Of the model set.
    """

    def __init__(self, root: UPath, collection: str) -> None:
        self.root = root
        self.collection = collection

    def folder(self, video_id: str) -> UPath:
        """Folder of a video; ValueError where `video_id` is no video id."""
        return self.root / "videos" / workspace_of_video(video_id) / video_id

    def path(self, video_id: str, artefact: str) -> UPath:
        """Where an artefact of a video lies, or would lie."""
        folder = self.folder(video_id)
        return folder / self.collection / artefact if artefact in PER_COLLECTION else folder / artefact

    def read_record(self, video_id: str, kind: type[Kept]) -> Kept | None:
        """A record of a video, or None.

        Raises:
            DamagedRecord, NewerRecord: there is one that cannot be read; the message names it.
        """
        return _record(self.path(video_id, kind.FILE), kind, f"{kind.FILE} of {video_id}")

    def try_read_record(self, video_id: str, kind: type[Kept]) -> Kept | None:
        """As `read_record`, and None with a warning where it is damaged: for who writes it anew, or does without it.

        Raises:
            NewerRecord: a later version of vindex wrote it, so it is not to be written over.
        """
        try:
            return self.read_record(video_id, kind)
        except DamagedRecord as problem:
            log.warning("passed over: %s", problem)
            return None

    def has_record(self, video_id: str, kind: type[Record]) -> bool:
        """Whether there is a record, readable or not."""
        return bool(self.path(video_id, kind.FILE).exists())

    def write_record(self, video_id: str, record: Record) -> None:
        """Write a record of a video, whole or not at all."""
        files.write(self.path(video_id, record.FILE), record.to_json())

    def remove_record(self, video_id: str, kind: type[Record]) -> None:
        """Remove a record; nothing happens where there is none."""
        self.path(video_id, kind.FILE).unlink(missing_ok=True)

    def read_library_record(self, kind: type[Kept]) -> Kept | None:
        """A record of the whole library, or None.

        Raises:
            DamagedRecord, NewerRecord: there is one that cannot be read; the message names it.
        """
        path = self.root / self._library_file(kind)
        return _record(path, kind, str(path))

    def write_library_record(self, record: Record) -> None:
        """Write a record of the whole library, whole or not at all."""
        files.write(self.root / self._library_file(type(record)), record.to_json())

    def _library_file(self, kind: type[Record]) -> str:
        return kind.FILE.format(collection=self.collection)


def _record(path: UPath, kind: type[Kept], where: str) -> Kept | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    return kind.from_json(data, where)
