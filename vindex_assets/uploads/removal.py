"""What leaves the library: videos whose upload is gone, and partitions of those that nobody wants any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

import dagster as dg

from vindex_assets.pipeline.parallel import map_parallel
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.upload import renamed_videos
from vindex_assets.uploads.video_state import VideoState, current_state, is_recorded
from vindex_search.storage.bucket import Bucket
from vindex_search.videos.delete import finish_deletion, is_unfinished, remove_video

MAX_REMOVED: Final = 50  # of one look: the rest is removed by the next ones
EMPTY_BUCKET_MIN_VIDEOS: Final = (
    10  # so many videos do not vanish at once by intention; a disk that is not mounted looks like that
)

EMPTY: Final = (
    "the bucket holds nothing at all, and the library {videos} videos: none of them is removed, as a disk that is not "
    "mounted looks the same; `vindex forget` removes them, and so does any one file left in the bucket"
)


def remove_videos(instance: dg.DagsterInstance, library: LibraryResource, gone: Iterable[str]) -> None:
    """Remove videos whose upload is gone, or that have no records: points, artefacts, partition."""
    videos, store, bucket = list(gone), library.store, library.bucket
    map_parallel(lambda video_id: remove_video(library.settings, store, bucket, video_id), videos)
    for video_id in videos:
        instance.delete_dynamic_partition(VIDEOS, video_id)


def finish(library: LibraryResource, rows: Iterable[VideoState]) -> list[str]:
    """Carry out the deletions of forgotten videos that were cut off; returns what an operator should know.

    One that cannot be carried out now is tried again at the next look, and stops no other work.
    """
    forgotten = [row.video_id for row in rows if row.state == "forgotten"]
    return [problem for problem in map_parallel(lambda video_id: _finish(library, video_id), forgotten) if problem]


def _finish(library: LibraryResource, video_id: str) -> str:
    settings, store, bucket = library.settings, library.store, library.bucket
    try:
        if not is_unfinished(store, video_id):
            return ""
        finish_deletion(settings, store, bucket, video_id)
    except Exception as problem:  # noqa: BLE001 - of whatever kind a bucket, a store and a Qdrant server have
        return f"the deletion of {video_id} is not finished, and tried again at the next look: {problem}"
    return ""


def is_emptied(bucket: Bucket, snapshot: Snapshot) -> bool:
    """Whether a bucket that should hold a library holds nothing at all."""
    return len(snapshot) >= EMPTY_BUCKET_MIN_VIDEOS and next(iter(bucket.list()), None) is None


def remove_gone(
    instance: dg.DagsterInstance, library: LibraryResource, snapshot: Snapshot, busy: Collection[str]
) -> list[str]:
    """Remove the videos whose upload is gone, when it is, and no run is at them; returns what an operator should know.

    Those whose upload is there all the same are what their records say: a file may be empty while it is written anew.
    """
    rows = snapshot.rows_in_state("gone", besides=busy, most=MAX_REMOVED)
    if not rows or library.settings.keep_gone:
        return []
    bucket, store = library.bucket, library.store
    if is_emptied(bucket, snapshot):
        return [EMPTY.format(videos=len(snapshot))]
    stay = _renamed(snapshot, rows)
    rows = [row for row in rows if row.video_id not in stay]
    is_there = map_parallel(lambda row: bucket.stat(row.upload.object_key) is not None, rows)
    back = [row for row, there in zip(rows, is_there, strict=True) if there]
    gone = [row.video_id for row, there in zip(rows, is_there, strict=True) if not there]
    remove_videos(instance, library, gone)
    snapshot.delete(gone)
    snapshot.upsert(map_parallel(lambda row: current_state(store, row.upload), back))
    return []


def _renamed(snapshot: Snapshot, rows: Collection[VideoState]) -> set[str]:
    """Videos whose file is on its way under another key: they stay until what was made of it is taken over."""
    versions = {row.video_id: row.upload.version for row in rows}
    return renamed_videos(versions, (row.upload for row in snapshot.rows_coming(set(versions.values()))))


def hide(instance: dg.DagsterInstance, rows: Iterable[VideoState]) -> None:
    """Take the partitions of forgotten videos away."""
    for row in rows:
        if row.state == "forgotten":
            instance.delete_dynamic_partition(VIDEOS, row.video_id)


def remove_stray_partitions(
    instance: dg.DagsterInstance, library: LibraryResource, snapshot: Snapshot, busy: Collection[str]
) -> bool:
    """Remove the partitions that are of no video of the library; whether all of them could be.

    Only to be asked when every upload and every video of the store has its row.
    """
    wanted = snapshot.video_ids() - {row.video_id for row in snapshot.rows_in_state("forgotten")}
    stray = set(instance.get_dynamic_partitions(VIDEOS)) - wanted
    for video_id in sorted(stray - set(busy)):
        if is_recorded(library.store, video_id):
            instance.delete_dynamic_partition(VIDEOS, video_id)
        else:
            remove_videos(instance, library, [video_id])
    return not stray & set(busy)
