"""Reuse of artefacts between videos with the same bytes: a file with the same stamp is copied, not made again.

Only files of the store are shared. What readers find of a video (its record, its points) is its own, so nothing of one
workspace becomes visible to another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from vindex_search.contract.records import VideoRecord
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

MAX_CANDIDATES: Final = 8  # videos with the same bytes that are tried before the artefact is made

CompanionFiles = Callable[[Stamp], Sequence[str]]
"""Names the files that belong to an artefact, from the note of its stamp."""


def no_companion_files(_stamp: Stamp) -> Sequence[str]:
    """For a step that writes one file alone."""
    return ()


def reuse_artefact(
    store: Store, video_id: str, *, artefact: str, stamp: Stamp, companion_files: CompanionFiles
) -> str | None:
    """Copy an artefact from a video with the same bytes; returns that video's id, None where none has it.

    Args:
        store: Where both videos are kept.
        video_id: The video that needs the artefact.
        artefact: Its file name.
        stamp: The stamp that it has to have.
        companion_files: Files that are copied before it.
    """
    for other in _videos_with_same_bytes(store, video_id):
        if _copy_artefact(store, other, video_id, artefact, stamp, companion_files):
            return other
    return None


def _videos_with_same_bytes(store: Store, video_id: str) -> list[str]:
    video = store.try_read_record(video_id, VideoRecord)
    if video is None or not video.sha256:
        return []
    others = (other for other in store.videos_with_content(video.sha256) if other != video_id)
    return list(others)[:MAX_CANDIDATES]


def _copy_artefact(
    store: Store, source: str, target: str, artefact: str, stamp: Stamp, companion_files: CompanionFiles
) -> bool:
    """Whether the source has the artefact with this stamp and all its files were copied; the artefact comes last."""
    existing = store.try_stamp(source, artefact)  # damage in one video must not fail another
    if existing != stamp:
        return False
    return all(store.copy_artefact(source, target, name, stamp) for name in (*companion_files(existing), artefact))
