"""One reconciliation of the library with the bucket: scan -> compare -> update states.

The upload sensor and `vindex ingest` run it:

    notifications   keys that S3 announced                                        notifications.py
    scan            list the next key range and the announced keys                bucket_scan.py
    compare         listing against snapshot: changed and missing uploads         comparison.py
    update states   read records, remove what is gone, add partitions             update_states
    plan batches    which due videos share a run                                  batching.py
    run requests    verify, register, save the snapshot, request                  run_requests.py, automation/sensors.py

It costs what changed, and one bounded range of the bucket's listing. Snapshot and cursor only say what need not be read
again: before a run is requested or a video removed, store and bucket are asked about that very video. So a tick may be
killed at any line; the next one finds what it left undone.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

import dagster as dg

from vindex_assets.pipeline.parallel import map_parallel
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.step.run_ends import settle_ended_runs
from vindex_assets.runs.in_flight import videos_in_flight
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.batching import partition_order
from vindex_assets.uploads.bucket_scan import Notifications, ScanStep, next_scan_step
from vindex_assets.uploads.comparison import Comparison, compare
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile_result import ReconcileResult
from vindex_assets.uploads.removal.removal import (
    GoneVideos,
    empty_bucket_warning,
    remove_forgotten_partitions,
    remove_gone,
    remove_stray_partitions,
    remove_unknown,
    resume_deletion,
    sweep_drafts,
)
from vindex_assets.uploads.removal.withdrawal import withdraw_requests
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.video_state import (
    VideoState,
    is_recorded,
    recorded_state,
    recorded_upload,
    resolve_state,
)
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.runs.paused import paused_workspaces
from vindex_search.storage.store import Store
from vindex_search.videos.left_alone import LeftAlone, read_left_alone

MAX_READ: Final = 500  # videos whose records one tick reads: one to five small files each, sixteen videos at a time
PARTITIONS_PER_STATEMENT: Final = 1000  # SQLite takes 32,766 values


def reconcile(
    instance: dg.DagsterInstance,
    library: LibraryResource,
    cursor: ScanCursor,
    notifications: Notifications | None = None,
    *,
    now: float,
) -> ReconcileResult:
    """Bring snapshot, partitions and library to what the bucket shows; ends runs whose worker is dead or is not wanted.

    Args:
        instance: Dagster's instance, for runs and partitions.
        library: Bucket and store.
        cursor: Where the last tick ended.
        notifications: Which keys S3 announced.
        now: Unix seconds.
    """
    settle_ended_runs(instance, library.store)
    crash_point("tick.orphans_failed")
    snapshot = Snapshot.load(library.store)
    unknown = apply_dirty_marks(library.store, snapshot)
    cursor = continue_rebuild(library.store, snapshot, cursor)
    crash_point("tick.rebuilt")
    scan = next_scan_step(library.bucket, cursor, notifications or Notifications(), now=now)
    crash_point("tick.scanned")
    sweep_drafts(library.bucket, scan)
    crash_point("tick.drafts_swept")
    comparison = compare(snapshot, scan, library.bucket, now=now)
    crash_point("tick.compared")
    paused = paused_workspaces(library.store.root)
    withdraw_requests(instance, library.store, snapshot, paused)
    in_flight = frozenset(videos_in_flight(instance))  # as late as possible: what it lists is left alone from here on
    remove_unknown(instance, library, [video_id for video_id in unknown if video_id not in in_flight])
    crash_point("tick.unknown_removed")
    followed = update_states(instance, library, snapshot, comparison, in_flight)
    crash_point("tick.reconciled")
    cursor = _next_cursor(scan, comparison)
    if cursor.thorough and _is_complete(snapshot, cursor):
        cursor = replace(cursor, thorough=not remove_stray_partitions(instance, library, snapshot, in_flight))
    return ReconcileResult(
        snapshot=snapshot,
        cursor=cursor,
        in_flight=in_flight,
        paused=paused,
        rejected=comparison.rejected,
        warnings=tuple(dict.fromkeys(followed.warnings)),
        removed=followed.removed,
        ends_pass=scan.ends_pass,
        left_alone=_newly_left_alone(library.store, scan, cursor),
    )


def _newly_left_alone(store: Store, scan: ScanStep, cursor: ScanCursor) -> LeftAlone | None:
    """What a pass that has ended left alone, where the store says otherwise; it is read once a cursor."""
    if not scan.ends_pass:
        return None
    reported = scan.cursor.reported or read_left_alone(store) or LeftAlone()
    return cursor.left if cursor.left != reported else None


def _next_cursor(scan: ScanStep, comparison: Comparison) -> ScanCursor:
    """The cursor with the uploads that are still being written, which the next tick lists again, and the counts."""
    postponed = {key: sighting for key, sighting in scan.cursor.sightings.items() if key in scan.cursor.again}
    left = LeftAlone() if scan.of_pass and not scan.of_pass.start else scan.cursor.left
    left = left.plus(comparison.left_alone)
    return replace(
        scan.cursor,
        left=left,
        reported=left if scan.ends_pass else scan.cursor.reported,
        sightings=postponed | comparison.sightings,
        again=(*scan.cursor.again, *comparison.sightings),
    )


# Before the scan: what others changed in the store


def apply_dirty_marks(store: Store, snapshot: Snapshot) -> list[str]:
    """Mark the rows of dirty videos as unread; returns the dirty videos without row and record, whose marks stay.

    The marks are cleared before the records are read, so that one which is set meanwhile is not lost. Hence the
    snapshot has to be saved here: where the tick is killed, the unread rows are all that is left of the marks.
    """
    dirty = store.dirty()[:MAX_READ]
    rows = snapshot.rows(dirty)
    new = _unread_rows(store, [video_id for video_id in dirty if video_id not in rows])
    unread = [*(replace(row, state="unread") for row in rows.values()), *new]
    snapshot.upsert(unread)
    snapshot.save(store)
    crash_point("tick.marks_applied")
    applied = {row.video_id for row in unread}
    store.clear_dirty(applied)
    crash_point("tick.marks_cleared")
    return [video_id for video_id in dirty if video_id not in applied]


def continue_rebuild(store: Store, snapshot: Snapshot, cursor: ScanCursor) -> ScanCursor:
    """Add the next videos of the store to a snapshot that was lost; the cursor then begins a thorough pass.

    What lies there of no video, by a run whose video was deleted, is marked as dirty: no row will tell of it.
    """
    reached = snapshot.rebuilt_to
    if reached is None:
        return cursor
    part = heapq.nsmallest(MAX_READ, (video_id for video_id in store.video_ids() if video_id > reached))
    rows = snapshot.rows(part)
    added = _unread_rows(store, [video_id for video_id in part if video_id not in rows])
    snapshot.upsert(added)
    for video_id in sorted(set(part) - rows.keys() - {row.video_id for row in added}):
        store.mark_dirty(video_id)
    snapshot.rebuilt_to = part[-1] if len(part) == MAX_READ else None
    return cursor if cursor.thorough else replace(cursor, after="", thorough=True)


def _unread_rows(store: Store, video_ids: Sequence[str]) -> list[VideoState]:
    """Rows of recorded videos; the other records are read as soon as no run works on them."""
    uploads = map_parallel(lambda video_id: recorded_upload(store, video_id), video_ids)
    return [VideoState(upload, "unread") for upload in uploads if upload]


# Update states


def update_states(
    instance: dg.DagsterInstance,
    library: LibraryResource,
    snapshot: Snapshot,
    comparison: Comparison,
    in_flight: Collection[str],
) -> GoneVideos:
    """Apply a comparison to the snapshot, then make library and partitions follow; returns what was removed."""
    snapshot.upsert(comparison.changed)
    warnings = _mark_missing(library, snapshot, comparison)
    crash_point("tick.missing_marked")
    read, problems = _read_states(library, snapshot, in_flight)
    crash_point("tick.states_read")
    remove_forgotten_partitions(instance, read)
    gone = remove_gone(instance, library, snapshot, in_flight)
    crash_point("tick.gone_removed")
    _ensure_partitions(instance, [*read, *snapshot.rows(comparison.recheck).values()])
    crash_point("tick.partitions_added")
    return gone._replace(warnings=(*warnings, *problems, *gone.warnings))


def _mark_missing(library: LibraryResource, snapshot: Snapshot, comparison: Comparison) -> list[str]:
    """Make the rows of missing uploads gone; with `keep_gone` only new ones, which may be of no video on record."""
    missing: Sequence[VideoState] = comparison.missing
    if library.settings.keep_gone:
        rows = snapshot.rows([row.video_id for row in missing])
        missing = [row for row in missing if rows[row.video_id].state == "new"]
    if not missing:
        return []
    warning = empty_bucket_warning(library.bucket, snapshot) if comparison.is_empty else ""
    if warning:
        return [warning]
    snapshot.upsert(missing)
    return []


def _read_states(
    library: LibraryResource, snapshot: Snapshot, in_flight: Collection[str]
) -> tuple[list[VideoState], list[str]]:
    """Read the records of videos that may have changed; returns their rows, the newest upload first, and warnings."""
    unread = snapshot.rows_in_state("unread", "requested", exclude=in_flight, limit=MAX_READ)
    results = map_parallel(lambda row: _read_state(library, row.upload), unread)
    rows = [row for row, _ in results]
    snapshot.upsert(rows)
    return rows, [warning for _, warning in results if warning]


def _read_state(library: LibraryResource, upload: UploadRecord) -> tuple[VideoState, str]:
    """The state of an upload by its records, and a warning; a deletion that was cut off is finished first."""
    recorded = recorded_state(library.store, upload)
    if recorded is None or recorded.state != "forgotten":
        return resolve_state(upload, recorded), ""
    warning = resume_deletion(library, upload.video_id)
    if is_recorded(library.store, upload.video_id):
        return resolve_state(upload, recorded), warning
    return VideoState(upload, "gone"), warning  # the upload was to be deleted too: `remove_gone` verifies it


def _ensure_partitions(instance: dg.DagsterInstance, rows: Iterable[VideoState]) -> None:
    """Add the partitions of all videos that are neither forgotten nor gone, nor have to be read first."""
    uploads = {row.video_id: row.upload for row in rows if row.state not in {"forgotten", "gone", "unread"}}
    keys = [upload.video_id for upload in partition_order(uploads.values())]
    for start in range(0, len(keys), PARTITIONS_PER_STATEMENT):
        instance.add_dynamic_partitions(VIDEOS, keys[start : start + PARTITIONS_PER_STATEMENT])


def _is_complete(snapshot: Snapshot, cursor: ScanCursor) -> bool:
    """Whether every upload in the bucket and every video of the store has its row, and all records were read."""
    return cursor.after is None and snapshot.rebuilt_to is None and not snapshot.count("unread")
