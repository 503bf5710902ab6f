"""Videos that are not wanted any more: everything made from them is removed, and the upload too where that is asked.

An upload that stays is remembered as forgotten, so that the sensor does not bring it back; a newer version of it is a
new wish. A running service stops answering with a removed video within two seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from vindex_assets.removal import forget
from vindex_assets.resources import Library
from vindex_assets.runs import videos_in_flight
from vindex_search.contract import FORGOTTEN, UPLOAD, VIDEO_ID_PATTERN, validate_workspace
from vindex_search.holdings import holdings


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed of one video: points, artefacts with their size in bytes, and the object keys of its upload."""

    video_id: str
    points: int
    artefacts: int
    bytes: int
    uploads: tuple[str, ...]

    def __str__(self) -> str:
        """As people read it."""
        upload = f", {', '.join(self.uploads)}" if self.uploads else ""
        return f"{self.video_id} ({self.points} points, {self.artefacts} files of {self.bytes} bytes{upload})"


def of_workspace(library: Library, workspace: str) -> list[str]:
    """Ids of the videos of a workspace, those that were forgotten and whose uploads are still there among them.

    Raises:
        ValueError: the workspace is malformed.
    """
    return list(library.store.video_ids([validate_workspace(workspace)]))


def forget_videos(
    instance: dg.DagsterInstance, library: Library, video_ids: Sequence[str], *, uploads: bool
) -> list[Removed]:
    """Remove videos; returns what was removed of each.

    Args:
        instance: Whose partitions they are.
        library: The library.
        video_ids: Which; nothing is removed where one of them cannot be.
        uploads: Delete the uploads and their subtitle files as well.

    Raises:
        ValueError: an id is no video id or unknown, or a run is working on the video; the message names it.
    """
    busy = videos_in_flight(instance)
    records = {video_id: _record(library, video_id, busy) for video_id in dict.fromkeys(video_ids)}
    return [_forget(instance, library, video_id, upload, uploads) for video_id, upload in records.items()]


def _forget(
    instance: dg.DagsterInstance, library: Library, video_id: str, upload: dict[str, Any], uploads: bool
) -> Removed:
    held = holdings(library.store, video_id)
    library.store.touch(video_id)  # and again at the end: one that is stopped in between is looked at too
    keys = (upload["object_key"], *(key for key, _version in upload["sidecars"])) if uploads else ()
    for key in keys:
        library.bucket.delete(key)
    forget(instance, library, [video_id])
    if not uploads:
        library.store.write_record(video_id, FORGOTTEN, upload)
    library.store.touch(video_id)
    return Removed(video_id, held.points, held.artefacts, held.bytes, keys)


def _record(library: Library, video_id: str, busy: set[str]) -> dict[str, Any]:
    if not VIDEO_ID_PATTERN.fullmatch(video_id):
        raise ValueError(f"{video_id!r} is no video id; `vindex videos` lists them")
    upload = library.store.read_record(video_id, UPLOAD) or library.store.read_record(video_id, FORGOTTEN)
    if upload is None:
        raise ValueError(f"there is no video {video_id} in the library; `vindex videos` lists them")
    if video_id in busy:
        raise ValueError(f"a run is working on {video_id}: wait for it or terminate it first")
    return upload
