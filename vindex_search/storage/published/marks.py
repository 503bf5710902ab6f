"""Published marks: empty files `<root>/published/<collection>/<mark>` that tell readers which generations exist.

A mark names a generation and its number of points (`contract/generation.py`), so one listing tells the index follower
what changed, without reading any file.
"""

from __future__ import annotations

from collections.abc import Callable

from upath import UPath

from vindex_search.common.crash_point import crash_point
from vindex_search.contract.generation import PublishedMark, mark_prefix, parse_marks
from vindex_search.storage import files
from vindex_search.storage.published.revision import replace_revision


def write_mark(root: UPath, collection: str, mark: PublishedMark) -> None:
    """Publish a generation, and then remove the marks of the video's other generations."""
    folder = _folder(root, collection)
    files.write(folder / mark.file_name, b"")
    crash_point("publish.mark_written", mark.generation.video_id)
    _remove(folder, mark.generation.video_id, keep=mark.file_name)
    crash_point("publish.old_marks_removed", mark.generation.video_id)
    replace_revision(root, collection)


def read_marks(root: UPath, collection: str, *, is_stored: Callable[[PublishedMark], bool]) -> dict[str, PublishedMark]:
    """The published mark of each video, by id, from one listing.

    A video has two marks where its publisher was killed between writing the new one and removing the old one. Then the
    first counts unless `is_stored` says that a later one is of the generation that `points.parquet` holds.
    """
    marks: dict[str, PublishedMark] = {}
    for mark in parse_marks(files.list_names(_folder(root, collection))):
        video_id = mark.generation.video_id
        if video_id not in marks or is_stored(mark):
            marks[video_id] = mark
    return marks


def published_at(root: UPath, collection: str, video_id: str) -> float | None:
    """When a video was published, in seconds since 1970; None where it is not published."""
    folder = _folder(root, collection)
    try:
        marks = [folder / name for name in files.list_names(folder, mark_prefix(video_id))]
        return max((mark.stat().st_mtime for mark in marks), default=None)
    except FileNotFoundError:  # replaced by another generation just now
        return None


def remove_marks(root: UPath, video_id: str) -> None:
    """Unpublish a video in every collection."""
    for collection in files.list_names(root / "published"):
        _remove(_folder(root, collection), video_id)
        replace_revision(root, collection)


def _folder(root: UPath, collection: str) -> UPath:
    return root / "published" / collection


def _remove(folder: UPath, video_id: str, *, keep: str = "") -> None:
    for name in files.list_names(folder, mark_prefix(video_id)):
        if name != keep:
            files.remove(folder / name)
