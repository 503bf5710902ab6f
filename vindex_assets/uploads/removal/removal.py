"""Removes from the library: videos whose upload is gone, deletions that were cut off, partitions of no video,
drafts that killed uploads have left in the bucket."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

import dagster as dg

from vindex_assets.pipeline.parallel import map_parallel
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.bucket_scan import ScanStep
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.upload import is_draft
from vindex_assets.uploads.video_state import VideoState, current_state, is_recorded
from vindex_search.audit.actor import dagster
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.bucket import Bucket
from vindex_search.storage.store import Store
from vindex_search.videos.delete import finish_deletion, is_unfinished, remove_video

MAX_REMOVED: Final = 50  # videos a tick: the rest is removed by the next ones

# So many videos do not vanish at once by intention; a disk that is not mounted looks like that.
EMPTY_BUCKET_MIN_VIDEOS: Final = 10
EMPTY_BUCKET: Final = (
    "the bucket holds nothing at all, and the library {videos} videos: none of them is removed, as a disk that is not "
    "mounted looks the same; `vindex forget` removes them, and so does any one file left in the bucket"
)


class GoneVideos(NamedTuple):
    """The uploads of the videos that were removed, and warnings for the operator."""

    removed: tuple[UploadRecord, ...] = ()
    warnings: tuple[str, ...] = ()


def empty_bucket_warning(bucket: Bucket, snapshot: Snapshot) -> str:
    """Why no video may be removed: the bucket of a library holds nothing at all; empty where it is not so."""
    if len(snapshot) < EMPTY_BUCKET_MIN_VIDEOS or next(iter(bucket.list()), None) is not None:
        return ""
    return EMPTY_BUCKET.format(videos=len(snapshot))


def remove_videos(instance: dg.DagsterInstance, library: LibraryResource, video_ids: Iterable[str]) -> None:
    """Remove videos whose upload is gone, or that have no records: points, artefacts, partition."""
    videos, store, bucket = list(video_ids), library.store, library.bucket
    map_parallel(lambda video_id: remove_video(library.settings, store, bucket, video_id, actor=dagster("")), videos)
    for video_id in videos:
        crash_point("remove.partition_left", video_id)
        instance.delete_dynamic_partition(VIDEOS, video_id)


def remove_unknown(instance: dg.DagsterInstance, library: LibraryResource, video_ids: Collection[str]) -> None:
    """Remove what is left of dirty videos without a record: the partition, and what a run has written since.

    One whose record is there and cannot be read is left alone: the listing of its upload brings it in.
    """
    remove_videos(instance, library, [video_id for video_id in video_ids if not is_recorded(library.store, video_id)])
    library.store.clear_dirty(video_ids)


def remove_gone(
    instance: dg.DagsterInstance, library: LibraryResource, snapshot: Snapshot, in_flight: Collection[str]
) -> GoneVideos:
    """Remove the videos whose upload is still gone and that no run works on.

    Rows whose upload is there after all get their state from the records: a file may be empty while it is overwritten.
    So do those that `keep_gone` keeps: the videos that are on record, for another deletion was asked for.
    """
    rows = snapshot.rows_in_state("gone", exclude=in_flight, limit=MAX_REMOVED)
    if library.settings.keep_gone:
        rows = _without_recorded(library.store, snapshot, rows)
    if not rows:
        return GoneVideos()
    warning = empty_bucket_warning(library.bucket, snapshot)
    if warning:
        return GoneVideos(warnings=(warning,))
    gone, present = _split_by_presence(library.bucket, _without_renamed(snapshot, rows))
    remove_videos(instance, library, [row.video_id for row in gone])
    snapshot.delete([row.video_id for row in gone])
    snapshot.upsert(map_parallel(lambda row: current_state(library.store, row.upload), present))
    return GoneVideos(removed=tuple(row.upload for row in gone))


def _without_recorded(store: Store, snapshot: Snapshot, rows: list[VideoState]) -> list[VideoState]:
    """The rows of videos without a record; the others get the state that their records say."""
    is_kept = map_parallel(lambda row: is_recorded(store, row.video_id), rows)
    kept = [row.upload for row, recorded in zip(rows, is_kept, strict=True) if recorded]
    snapshot.upsert(map_parallel(lambda upload: current_state(store, upload), kept))
    return [row for row, recorded in zip(rows, is_kept, strict=True) if not recorded]


def _without_renamed(snapshot: Snapshot, rows: Collection[VideoState]) -> list[VideoState]:
    """The rows without those whose file was renamed: they stay until their artefacts are reused under the new key."""
    versions = {row.video_id: row.upload.version for row in rows}
    renamed = renamed_videos(versions, (row.upload for row in snapshot.rows_coming(set(versions.values()))))
    return [row for row in rows if row.video_id not in renamed]


def renamed_videos(gone: Mapping[str, str], coming: Iterable[UploadRecord]) -> set[str]:
    """The videos whose upload is gone and whose file is coming under another key: it was renamed.

    Args:
        gone: By video id, the version that its upload had. A rename in a folder keeps the version, and so does one on
            S3 of a file that was uploaded in one part and without a KMS key; after another one the work is done again.
        coming: The uploads that a run is requested for or works on.
    """
    versions = {upload.version for upload in coming}
    return {video_id for video_id, version in gone.items() if version in versions}


def _split_by_presence(bucket: Bucket, rows: list[VideoState]) -> tuple[list[VideoState], list[VideoState]]:
    """The rows whose upload is not in the bucket, and those whose upload is."""
    is_present = map_parallel(lambda row: bucket.stat(row.upload.object_key) is not None, rows)
    gone = [row for row, present in zip(rows, is_present, strict=True) if not present]
    return gone, [row for row, present in zip(rows, is_present, strict=True) if present]


def sweep_drafts(bucket: Bucket, scan: ScanStep) -> None:
    """Remove the drafts among the listed files that killed uploads have left behind."""
    for item in scan.of_pass.listed if scan.of_pass else ():
        if is_draft(item.key):
            bucket.sweep(item.key)


def resume_deletion(library: LibraryResource, video_id: str) -> str:
    """Finish the deletion of a forgotten video where it was cut off; returns a warning where that fails.

    One that fails now is tried again at the next tick, and stops no other work.
    """
    store = library.store
    try:
        if is_unfinished(store, video_id):
            finish_deletion(library.settings, store, library.bucket, video_id, actor=dagster(""))
    except Exception as problem:  # noqa: BLE001 - of whatever kind a bucket, a store and a Qdrant server have
        return f"the deletion of {video_id} is not finished, and tried again at the next tick: {problem}"
    return ""


def remove_forgotten_partitions(instance: dg.DagsterInstance, rows: Iterable[VideoState]) -> None:
    """Remove the partitions of forgotten videos."""
    for row in rows:
        if row.state == "forgotten":
            instance.delete_dynamic_partition(VIDEOS, row.video_id)


def remove_stray_partitions(
    instance: dg.DagsterInstance, library: LibraryResource, snapshot: Snapshot, in_flight: Collection[str]
) -> bool:
    """Remove the partitions of no video of the library; returns whether none is left.

    Only to be called when every upload and every video of the store has its row.
    """
    expected = snapshot.video_ids() - {row.video_id for row in snapshot.rows_in_state("forgotten")}
    stray = set(instance.get_dynamic_partitions(VIDEOS)) - expected
    for video_id in sorted(stray - set(in_flight)):
        if is_recorded(library.store, video_id):
            instance.delete_dynamic_partition(VIDEOS, video_id)
        else:
            remove_videos(instance, library, [video_id])
    return not stray & set(in_flight)
