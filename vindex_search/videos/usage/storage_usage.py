"""What the store holds of a video: number of points, number and size of files, time of its last record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vindex_search.contract.generation import mark_prefix, parse_marks
from vindex_search.contract.record_format import Record
from vindex_search.storage import files
from vindex_search.storage.store import Store


@dataclass(frozen=True, slots=True)
class StorageUsage:
    """Published points in all collections; number and total size in bytes of the files in the store."""

    points: int
    artefacts: int
    bytes: int


def storage_usage(store: Store, video_id: str) -> StorageUsage:
    """The storage that a video uses now; two listings, no file is read."""
    folder = store.folder(video_id)
    details = folder.fs.find(folder.path, detail=True).values()
    return StorageUsage(
        points=_count_points(store, video_id), artefacts=len(details), bytes=sum(file["size"] for file in details)
    )


def _count_points(store: Store, video_id: str) -> int:
    """Points in all collections, read from the names of the published marks."""
    published = store.root / "published"
    collections = files.list_names(published)
    marks = [mark for name in collections for mark in files.list_names(published / name, mark_prefix(video_id))]
    return sum(mark.points for mark in parse_marks(marks))


def records_modified_at(store: Store, video_id: str, records: Iterable[type[Record]]) -> float:
    """Modification time of the newest of some records of a video, in seconds since the epoch; 0.0 without any."""
    return max((_modified_at(store, video_id, kind.FILE) for kind in records), default=0.0)


def _modified_at(store: Store, video_id: str, name: str) -> float:
    try:
        return float(store.path(video_id, name).stat().st_mtime)
    except FileNotFoundError:
        return 0.0
