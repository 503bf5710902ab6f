"""Which tries of steps the report of the library has not read yet: an empty file each, named after the try.

    unreported/<video id>@<run id>.<asset>.<try>

One listing finds what is new among a hundred thousand videos. A mark is removed once its try is in the report: a report
whose process is killed reads it again, and a try that is marked meanwhile has a mark of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from upath import UPath

from vindex_search.contract.ids import VIDEO_ID_PATTERN
from vindex_search.storage import files

FOLDER: Final = "unreported"


def add(root: UPath, video_id: str, attempt: str) -> None:
    """Mark a try of a video, named as its file in the history without the suffix."""
    files.write(root / FOLDER / f"{video_id}@{attempt}", b"")


def list_marked(root: UPath) -> list[tuple[str, str]]:
    """The videos and names of the marked tries, ordered; foreign files are skipped."""
    parted = (name.partition("@") for name in files.list_names(root / FOLDER))
    return [(video_id, attempt) for video_id, _, attempt in parted if VIDEO_ID_PATTERN.fullmatch(video_id) and attempt]


def clear(root: UPath, marks: Iterable[tuple[str, str]]) -> None:
    """Remove marks where they exist."""
    for video_id, attempt in marks:
        files.remove(root / FOLDER / f"{video_id}@{attempt}")
