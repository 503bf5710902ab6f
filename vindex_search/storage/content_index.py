"""Which videos hold the same bytes: empty files `<root>/content/<sha256>/<video id>`, one listing to ask.

They are hints, no truth: a video that lost its own is worked on by itself, one that has too many is asked in vain.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from upath import UPath

from vindex_search.storage import files


def add(root: UPath, sha256: str, video_id: str) -> None:
    """Say that a video holds these bytes."""
    files.write(_folder(root, sha256) / video_id, b"")


def remove(root: UPath, sha256: str, video_id: str) -> None:
    """Take back what `mark` said; nothing happens where it was not said."""
    folder = _folder(root, sha256)
    (folder / video_id).unlink(missing_ok=True)
    if files.is_local(folder):
        with suppress(OSError):  # others hold the same bytes
            Path(str(folder)).rmdir()


def find(root: UPath, sha256: str) -> list[str]:
    """The videos that hold these bytes, by id."""
    return files.list_names(_folder(root, sha256))


def _folder(root: UPath, sha256: str) -> UPath:
    return root / "content" / sha256
