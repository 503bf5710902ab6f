"""A library of many uploads: small files in its folder of uploads, rows of the snapshot, partitions."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import dagster as dg

    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.uploads.video_state import State

WORKSPACES: Final = 10
FILES_PER_FOLDER: Final = 100
PARTITIONS_PER_CALL: Final = 1000
UPLOAD_AGE_S: Final = 3600.0  # none of the uploads counts as still being written


def key_of(number: int) -> str:
    """An object key: ten workspaces, with a hundred files in each folder."""
    return f"w{number % WORKSPACES}/{number // (WORKSPACES * FILES_PER_FOLDER):05}/talk {number:06}.mp4"


def put_uploads(uploads: Path, numbers: Iterable[int]) -> None:
    """Put files into the folder of uploads that are an hour old."""
    written_at = time.time() - UPLOAD_AGE_S
    for number in numbers:
        path = uploads / key_of(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"video")
        os.utime(path, (written_at, written_at))


def record_states(library: LibraryResource, instance: dg.DagsterInstance, state: State) -> list[str]:
    """Record every upload in one state, with its partition, as ticks do; returns the ids in the order of partitions."""
    from vindex_assets.runs.partitions import VIDEOS
    from vindex_assets.uploads.batching import partition_order
    from vindex_assets.uploads.snapshot import Snapshot
    from vindex_assets.uploads.upload import read_listing
    from vindex_assets.uploads.video_state import VideoState

    listed, _ = read_listing(library.bucket.name, library.bucket.list())
    uploads = partition_order(one.upload for one in listed)
    snapshot = Snapshot.load(library.store)
    snapshot.upsert(VideoState(upload, state) for upload in uploads)
    snapshot.rebuilt_to = None
    snapshot.save(library.store)
    keys = [upload.video_id for upload in uploads]
    for start in range(0, len(keys), PARTITIONS_PER_CALL):
        instance.add_dynamic_partitions(VIDEOS, keys[start : start + PARTITIONS_PER_CALL])
    return keys
