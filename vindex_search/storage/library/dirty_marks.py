"""Dirty marks: empty files `<root>/touched/<video id>` for videos whose records changed outside of a run.

The upload sensor re-reads the records of these videos at its next tick.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from upath import UPath

from vindex_search.contract.ids import VIDEO_ID_PATTERN, workspace_of_video
from vindex_search.storage import files

FOLDER: Final = "touched"


def add(root: UPath, video_id: str) -> None:
    """Mark a video; ValueError where `video_id` is malformed."""
    workspace_of_video(video_id)
    files.write(root / FOLDER / video_id, b"")


def list_marked(root: UPath) -> list[str]:
    """The marked videos, ordered by id; foreign files are skipped."""
    return [name for name in files.list_names(root / FOLDER) if VIDEO_ID_PATTERN.fullmatch(name)]


def clear(root: UPath, video_ids: Iterable[str]) -> None:
    """Remove the marks of videos where they exist.

    To be called before the records are read, so that a mark set meanwhile is not lost.
    """
    for video_id in video_ids:
        files.remove(root / FOLDER / video_id)
