"""What the library holds of a video: its points, its files, and when its records were last written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vindex_search.contract.generation import mark_prefix, parse_marks
from vindex_search.contract.record_format import Record
from vindex_search.storage import files
from vindex_search.storage.store import Store


@dataclass(frozen=True, slots=True)
class StorageUsage:
    """Published points of all collections, and number and size in bytes of the files in the store."""

    points: int
    artefacts: int
    bytes: int


def storage_usage(store: Store, video_id: str) -> StorageUsage:
    """What there is of a video at this moment, by two listings; nothing is read."""
    folder = store.folder(video_id)
    found = folder.fs.find(folder.path, detail=True).values()
    return StorageUsage(_points(store, video_id), len(found), sum(file["size"] for file in found))


def _points(store: Store, video_id: str) -> int:
    published = store.root / "published"
    marks = [mark for name in files.list_names(published) for mark in files.list_names(published / name, mark_prefix(video_id))]
    return sum(mark.points for mark in parse_marks(marks))


def records_modified_at(store: Store, video_id: str, records: Iterable[type[Record]]) -> float:
    """When the newest of some records of a video was written, in seconds since 1970; 0 where it has none of them."""
    return max((_written_at(store, video_id, kind.FILE) for kind in records), default=0.0)


def _written_at(store: Store, video_id: str, name: str) -> float:
    try:
        return float(store.path(video_id, name).stat().st_mtime)
    except FileNotFoundError:
        return 0.0
