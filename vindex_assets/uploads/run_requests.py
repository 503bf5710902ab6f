"""From what is due to what is asked for: asked about once more, registered, and marked as requested.

The order is partition, record, request. A look that is killed in between has asked for nothing, and the next one finds
the same uploads due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from vindex_assets.pipeline.parallel import map_parallel
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.uploads.batching import Batch
from vindex_assets.uploads.reconcile import ReconcileResult
from vindex_assets.uploads.video_state import VideoState, current_state
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.storage.bucket import Bucket
from vindex_search.storage.store import Store

ROUNDS: Final = 5  # choices of one tick; each but the last had a video in it that was not due after all

Choose = Callable[[Sequence[VideoState]], Sequence[Batch]]


def claim_due_uploads(
    library: LibraryResource, found: ReconcileResult, choose: Choose
) -> tuple[list[Batch], ReconcileResult]:
    """Choose batches of what is due and register their uploads; returns them, and what was found with that in it.

    Args:
        library: Bucket and store.
        found: What a look found.
        choose: Makes batches of some of what is due. Where one of its videos turns out not to be due, it is asked
            again without it.
    """
    store, bucket = library.store, library.bucket
    for _ in range(ROUNDS):
        due = {row.video_id: row for row in found.due}
        chosen = list(choose(list(due.values())))
        rows = [due[video_id] for batch in chosen for video_id in batch.video_ids]
        corrections = [row for row in map_parallel(lambda row: _correction(store, bucket, row), rows) if row]
        if not corrections:
            _register(store, [row.upload for row in rows])
            found.snapshot.upsert(replace(row, state="requested") for row in rows)
            found.snapshot.save(store)
            return chosen, found
        found = _corrected(found, corrections)
    found.snapshot.save(store)
    return [], found


def _correction(store: Store, bucket: Bucket, row: VideoState) -> VideoState | None:
    """The row as it is today where no run is to be asked for by it; else None."""
    upload = bucket.stat(row.upload.object_key)
    if upload is None:
        return replace(row, state="gone")
    if upload.version != row.upload.version:
        return replace(row, state="unread")
    today = current_state(store, row.upload)
    return None if today.is_due and today.attempts == row.attempts else today


def _corrected(found: ReconcileResult, rows: Sequence[VideoState]) -> ReconcileResult:
    """The uploads that were overtaken by another version are listed at the next look, wherever its pass is."""
    found.snapshot.upsert(rows)
    keys = [row.upload.object_key for row in rows if row.state == "unread"]
    return replace(found, cursor=replace(found.cursor, again=(*found.cursor.again, *keys)))


def _register(store: Store, uploads: Iterable[UploadRecord]) -> None:
    """Write down what should be in the library; both records of one revision would mean a deletion that was cut off."""

    def register(upload: UploadRecord) -> None:
        store.remove_record(upload.video_id, ForgottenRecord)
        store.write_record(upload.video_id, upload)

    map_parallel(register, uploads)
