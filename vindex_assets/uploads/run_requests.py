"""Turns due uploads into batches: plan, verify, register. Each batch then becomes a run request.

The order of effects is partition, record, snapshot, request. A tick that is killed in between has requested nothing,
and the next one finds the same uploads due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from vindex_assets.pipeline.parallel import map_parallel
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.uploads.batching import Batch
from vindex_assets.uploads.reconcile_result import ReconcileResult
from vindex_assets.uploads.video_state import VideoState, current_state, due_reason
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.storage.store import Store

MAX_PLANS: Final = 5  # a tick; each but the last had a video in it that was not due after all

Planner = Callable[[Sequence[VideoState]], Sequence[Batch]]


def claim_due_uploads(
    library: LibraryResource, result: ReconcileResult, plan: Planner
) -> tuple[list[Batch], ReconcileResult]:
    """Plan batches, verify and register their uploads; returns the batches, and the result with their new states.

    A row of the snapshot may be older than this tick, so each planned upload is verified against the bucket and the
    records. Where one of them is not due any more, its row is corrected and the rest is planned again.

    Args:
        library: Bucket and store.
        result: Of the reconciliation; its snapshot is updated and not saved.
        plan: Makes batches of some of the due uploads.
    """
    for _ in range(MAX_PLANS):
        due = {row.video_id: row for row in result.due}
        batches = list(plan(list(due.values())))
        rows = [due[video_id] for video_id in _videos(batches)]
        corrections = [row for row in map_parallel(lambda row: _verify(library, row), rows) if row]
        if not corrections:
            batches = _with_reasons(library.store, batches, due)
            crash_point("tick.planned")
            _register(library.store, [row.upload for row in rows])
            crash_point("tick.registered")
            result.snapshot.upsert(replace(row, state="requested") for row in rows)
            return batches, result
        result = _corrected(result, corrections)
    return [], result


def _verify(library: LibraryResource, row: VideoState) -> VideoState | None:
    """None where the row is still due as it stands; else the corrected row."""
    listed = library.bucket.stat(row.upload.object_key)
    if listed is None:
        return replace(row, state="gone")
    if listed.version != row.upload.version:
        return replace(row, state="unread")
    current = current_state(library.store, row.upload)
    is_as_planned = (current.attempts, current.priority) == (row.attempts, row.priority)
    return None if current.is_due and is_as_planned else current


def _with_reasons(store: Store, batches: Sequence[Batch], due: Mapping[str, VideoState]) -> list[Batch]:
    """The batches with why each of their videos is worked on."""
    reasons = map_parallel(lambda row: (row.video_id, due_reason(store, row)), [due[one] for one in _videos(batches)])
    by_id = dict(reasons)
    return [replace(batch, reasons=tuple(by_id[video_id] for video_id in batch.video_ids)) for batch in batches]


def _videos(batches: Iterable[Batch]) -> list[str]:
    return [video_id for batch in batches for video_id in batch.video_ids]


def _corrected(result: ReconcileResult, rows: Sequence[VideoState]) -> ReconcileResult:
    """The result with corrected rows; the next tick lists the uploads that have a newer version."""
    result.snapshot.upsert(rows)
    keys = [row.upload.object_key for row in rows if row.state == "unread"]
    return replace(result, cursor=replace(result.cursor, again=(*result.cursor.again, *keys)))


def _register(store: Store, uploads: Iterable[UploadRecord]) -> None:
    """Record the uploads as part of the library; both records of one revision would mean an unfinished deletion."""

    def register(upload: UploadRecord) -> None:
        store.remove_record(upload.video_id, ForgottenRecord)
        store.write_record(upload.video_id, upload)

    map_parallel(register, uploads)
