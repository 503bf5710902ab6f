"""Deletes videos for `vindex forget` and Dagster's jobs: with their partitions, and none that is in flight.

Where the upload is kept, it is recorded as forgotten, so that the sensor does not index it again; a newer version of it
is indexed. A running service stops answering with a deleted video within two seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

import dagster as dg

from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import videos_in_flight
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.video_state import recorded_upload
from vindex_search.audit.actor import Actor
from vindex_search.audit.trail import trail_of
from vindex_search.contract.ids import VIDEO_ID_PATTERN, validate_workspace
from vindex_search.contract.records import UploadRecord
from vindex_search.sharing.forget import forget_workspace as forget_shared
from vindex_search.storage.library import alert_files
from vindex_search.videos import delete
from vindex_search.videos.usage.storage_usage import storage_usage


@dataclass(frozen=True, slots=True)
class DeletedVideo:
    """What was removed of one video: points, artefacts with their size in bytes, and the object keys of its upload."""

    video_id: str
    points: int
    artefacts: int
    bytes: int
    uploads: tuple[str, ...]

    def __str__(self) -> str:
        """One line for the operator."""
        upload = f", {', '.join(self.uploads)}" if self.uploads else ""
        return f"{self.video_id} ({self.points} points, {self.artefacts} files of {self.bytes} bytes{upload})"


def workspace_video_ids(library: LibraryResource, workspace: str) -> list[str]:
    """Ids of the videos of a workspace, including forgotten ones whose uploads were kept.

    Raises:
        ValueError: the workspace is malformed.
    """
    return list(library.store.video_ids([validate_workspace(workspace)]))


def forget_videos(
    instance: dg.DagsterInstance,
    library: LibraryResource,
    video_ids: Sequence[str],
    *,
    uploads: bool,
    workspace: str = "",
    actor: Actor | None = None,
) -> list[DeletedVideo]:
    """Delete videos; returns what was removed of each.

    Args:
        instance: Dagster's instance, for the partitions and the runs.
        library: The library.
        video_ids: Which; nothing is deleted where one of them cannot be.
        uploads: Delete the uploads and their sidecars as well.
        workspace: Delete every video of this workspace too; empty: of none.
        actor: Who deletes them, for the audit log; None: the machine's user.

    Raises:
        ValueError: an id is no video id or unknown, or a run is working on the video; the message names it.
    """
    records = _deletable_videos(instance, library, video_ids, workspace)
    forget = partial(_forget, instance, library, uploads=uploads, actor=actor)
    with trail_of(library.store, actor).deed("forget_workspace", workspace=workspace) if workspace else nullcontext():
        deleted = [forget(video_id, upload) for video_id, upload in records.items()]
        if workspace:
            forget_shared(library.store, workspace)
            alert_files.remove_of_workspace(library.store.root, workspace)
    return deleted


def plan_removal(
    instance: dg.DagsterInstance,
    library: LibraryResource,
    video_ids: Sequence[str],
    *,
    uploads: bool,
    workspace: str = "",
) -> list[DeletedVideo]:
    """What `forget_videos` with these arguments removes; nothing is changed.

    Raises:
        ValueError: as of `forget_videos`.
    """
    records = _deletable_videos(instance, library, video_ids, workspace)
    return [_holdings(library, video_id, upload, uploads=uploads) for video_id, upload in records.items()]


def _deletable_videos(
    instance: dg.DagsterInstance, library: LibraryResource, video_ids: Sequence[str], workspace: str
) -> dict[str, UploadRecord]:
    """The uploads of the videos that are to be deleted, by video id; ValueError where one of them may not be."""
    in_flight = videos_in_flight(instance)
    wanted = [*video_ids, *(workspace_video_ids(library, workspace) if workspace else [])]
    return {video_id: _deletable(library, video_id, in_flight) for video_id in dict.fromkeys(wanted)}


def _forget(
    instance: dg.DagsterInstance,
    library: LibraryResource,
    video_id: str,
    upload: UploadRecord,
    *,
    uploads: bool,
    actor: Actor | None,
) -> DeletedVideo:
    holdings = _holdings(library, video_id, upload, uploads=uploads)
    delete.delete_video(library.settings, library.store, library.bucket, video_id, upload=uploads, actor=actor)
    instance.delete_dynamic_partition(VIDEOS, video_id)
    return holdings


def _holdings(library: LibraryResource, video_id: str, upload: UploadRecord, *, uploads: bool) -> DeletedVideo:
    """What there is of a video now."""
    usage = storage_usage(library.store, video_id)
    return DeletedVideo(
        video_id=video_id,
        points=usage.points,
        artefacts=usage.artefacts,
        bytes=usage.bytes,
        uploads=delete.upload_keys(upload) if uploads else (),
    )


def _deletable(library: LibraryResource, video_id: str, in_flight: set[str]) -> UploadRecord:
    """The upload of a video that may be deleted; ValueError where it may not."""
    if not VIDEO_ID_PATTERN.fullmatch(video_id):
        raise ValueError(f"{video_id!r} is no video id; `vindex videos` lists them")
    upload = recorded_upload(library.store, video_id)
    if upload is None:
        raise ValueError(f"there is no video {video_id} in the library; `vindex videos` lists them")
    if video_id in in_flight:
        raise ValueError(f"a run is working on {video_id}: wait for it or terminate it first")
    return upload
