"""Content index: which videos have the same bytes, as empty files `<root>/content/<sha256>/<video id>`.

Entries may be missing or stale, at the cost of time only: a video without an entry is processed on its own, and a stale
entry is found out by the stamps of its artefacts.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from upath import UPath

from vindex_search.storage import files


def add(root: UPath, sha256: str, video_id: str) -> None:
    """Record that a video has these bytes."""
    files.write(_folder(root, sha256) / video_id, b"")


def remove(root: UPath, sha256: str, video_id: str) -> None:
    """Remove an entry where it exists."""
    folder = _folder(root, sha256)
    files.remove(folder / video_id)
    if files.is_local(folder):
        with suppress(OSError):  # not empty: other videos have the same bytes
            Path(str(folder)).rmdir()


def find(root: UPath, sha256: str) -> list[str]:
    """The videos recorded with these bytes, ordered by id."""
    return files.list_names(_folder(root, sha256))


def _folder(root: UPath, sha256: str) -> UPath:
    return root / "content" / sha256
