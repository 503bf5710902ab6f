"""The layout of a store, and its records: typed JSON files, written atomically.

<root>/videos/<workspace>/<video id>/<file>                   records and artefacts of a video
<root>/videos/<workspace>/<video id>/<collection>/<file>      those of one collection (`artefacts.PER_COLLECTION`)
<root>/<file>                                                 records of the library
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TypeVar

from upath import UPath

from vindex_search.common.text import visible
from vindex_search.contract.artefacts import PER_COLLECTION
from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.record_format import DamagedRecord, Record
from vindex_search.storage import files

log = logging.getLogger("vindex.store")

AnyRecord = TypeVar("AnyRecord", bound=Record)


class RecordStore:
    """The records of one library, and of its videos for one collection.

    Args:
        root: Root folder of the store.
        collection: Collection of the model set.
    """

    def __init__(self, root: UPath, collection: str) -> None:
        self.root = root
        self.collection = collection

    def folder(self, video_id: str) -> UPath:
        """Folder of a video; ValueError where `video_id` is malformed."""
        return self.root / "videos" / workspace_of_video(video_id) / video_id

    def path(self, video_id: str, artefact: str) -> UPath:
        """Path of an artefact or record of a video, whether or not it exists."""
        folder = self.folder(video_id)
        return folder / self.collection / artefact if artefact in PER_COLLECTION else folder / artefact

    def video_ids(self, workspaces: Sequence[str] = ()) -> Iterator[str]:
        """The videos of some workspaces (empty: of all), ordered by workspace and id."""
        for workspace in files.list_names(self.root / "videos"):
            if not workspaces or workspace in workspaces:
                yield from files.list_names(self.root / "videos" / workspace)

    def read_record(self, video_id: str, kind: type[AnyRecord]) -> AnyRecord | None:
        """A record of a video, or None where it does not exist.

        Raises:
            DamagedRecord, NewerRecord: it cannot be read; the message names it.
        """
        return _read(self.path(video_id, kind.FILE), kind, f"{kind.FILE} of {video_id}")

    def try_read_record(self, video_id: str, kind: type[AnyRecord]) -> AnyRecord | None:
        """As `read_record`, but None with a warning where the record is damaged.

        For callers that will overwrite it or can do without it.

        Raises:
            NewerRecord: a later version of vindex wrote it, so it must not be overwritten.
        """
        try:
            return self.read_record(video_id, kind)
        except DamagedRecord as problem:
            log.warning("ignored: %s", visible(str(problem)))
            return None

    def has_record(self, video_id: str, kind: type[Record]) -> bool:
        """Whether a record exists, readable or not."""
        return files.exists(self.path(video_id, kind.FILE))

    def write_record(self, video_id: str, record: Record) -> None:
        """Write a record of a video atomically."""
        files.write(self.path(video_id, record.FILE), record.to_json())

    def remove_record(self, video_id: str, kind: type[Record]) -> None:
        """Remove a record where it exists."""
        files.remove(self.path(video_id, kind.FILE))

    def read_library_record(self, kind: type[AnyRecord]) -> AnyRecord | None:
        """A record of the library, or None where it does not exist.

        Raises:
            DamagedRecord, NewerRecord: it cannot be read; the message names it.
        """
        path = self._library_path(kind)
        return _read(path, kind, str(path))

    def write_library_record(self, record: Record) -> None:
        """Write a record of the library atomically."""
        files.write(self._library_path(type(record)), record.to_json())

    def _library_path(self, kind: type[Record]) -> UPath:
        return self.root / kind.FILE.format(collection=self.collection)


def _read(path: UPath, kind: type[AnyRecord], source: str) -> AnyRecord | None:
    try:
        data = files.read(path)
    except FileNotFoundError:
        return None
    return kind.from_json(data, source)
