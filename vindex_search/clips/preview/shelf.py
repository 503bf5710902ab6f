"""The segments of previews that are kept: each whole or not there, the least recently played films go first."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from upath import UPath

from vindex_search.clips.preview.child import INIT
from vindex_search.contract.records import UploadRecord
from vindex_search.storage import files
from vindex_search.storage.library import preview_files
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video

PLAYED: Final = "played"  # an empty file that is written when the film is played: a folder is as old as its newest file
PLAYED_EVERY_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class PreviewShelf:
    """The segments of one version of a video."""

    store: Store
    video_id: str
    version: str

    @classmethod
    def of(cls, store: Store, video: Video) -> PreviewShelf:
        """Those of a video as it is now."""
        return cls(store, video.video_id, video.version)

    @property
    def folder(self) -> UPath:
        """Where they are."""
        return preview_files.folder(self.store.root, self.video_id, self.version)

    def read(self, name: str) -> bytes | None:
        """A segment, or what players need before the first one; None where it is not made."""
        try:
            return files.read(self.folder / name)
        except FileNotFoundError:
            return None

    def names(self) -> set[str]:
        """What is there."""
        return set(files.list_names(self.folder))

    def place(self, made: Path) -> bool:
        """Put a segment, and what is needed before the first one, in its place.

        Returns:
            Whether its video is still there, in this version: otherwise nothing is left of the preview.
        """
        for file in (made.with_name(INIT), made):
            files.write(self.folder / file.name, file.read_bytes())
        upload = self.store.try_read_record(self.video_id, UploadRecord)
        if upload is not None and upload.version == self.version:
            return True
        files.remove_folder(self.folder)
        return False

    def note_played(self, played: dict[UPath, float]) -> None:
        """Write that the film is played, where that was not written for a while; `played` holds when it was."""
        now = time.monotonic()
        if now - played.get(self.folder, -PLAYED_EVERY_S) >= PLAYED_EVERY_S:
            played[self.folder] = now
            files.write(self.folder / PLAYED, b"")


def segment_name(number: int) -> str:
    """The name of a segment's file."""
    return f"{number}.m4s"


def sweep(store: Store, limit: int, in_use: set[UPath]) -> int:
    """Remove the films that were not played for the longest time until the rest fits; returns the bytes of the rest."""
    there = sorted(preview_files.kept(store.root), key=lambda one: one.used_at)
    left = sum(one.size for one in there)
    for one in there:
        if left <= limit:
            break
        if one.folder not in in_use:
            files.remove_folder(one.folder)
            left -= one.size
    return left
