"""One look at bucket, store and runs: what has changed is brought into the snapshot, what is gone leaves the library.

The sensor and `vindex ingest` both go through here. A look costs what changed, and a bounded stretch of the bucket's
listing. Nothing is decided by what is remembered: the snapshot and the cursor only say what need not be read again.
Before a run is asked for (`uploads/run_requests.py`) or a video is removed (`uploads/removal.py`), store and bucket are asked about that
very video. So a look may be killed at any line, and what was lost with it is found by the next.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import dagster as dg

from vindex_assets.pipeline.parallel import map_parallel
from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import fail_orphaned_runs, videos_in_flight
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.batching import partition_order
from vindex_assets.uploads.bucket_scan import KeyRange, Notifications, ScanStep, next_scan_step
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.removal import (
    EMPTY,
    finish,
    hide,
    is_emptied,
    remove_gone,
    remove_stray_partitions,
    remove_videos,
)
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.upload import RejectedObject, read_listing, split_by_settled
from vindex_assets.uploads.video_state import (
    VideoState,
    changed_uploads,
    is_recorded,
    missing_uploads,
    recorded_state,
    recorded_upload,
    resolve_state,
)
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.bucket import Bucket
from vindex_search.storage.store import Store

MAX_READ: Final = 500  # videos whose records one look reads: one to five small files each, sixteen videos at a time
MOST_DUE: Final = 10_000  # uploads that runs are chosen from: far more than a queue takes between two looks
SHOWN_AT_ONCE: Final = 1000  # partitions of one statement; SQLite takes 32,766 values


@dataclass(frozen=True, slots=True)
class ReconcileResult:
    """What one look found.

    `due`: uploads that a run is to be asked for, none of them in flight. `refused`: media files that cannot be videos.
    `warnings`: what an operator should know. `ends_pass`: the bucket was gone through to its end.
    """

    snapshot: Snapshot
    cursor: ScanCursor
    in_flight: frozenset[str]
    rejected: tuple[RejectedObject, ...]
    warnings: tuple[str, ...]
    ends_pass: bool

    @property
    def due(self) -> list[VideoState]:
        """Uploads that a run is to be asked for, the newest first; where there are many, of every workspace some."""
        return self.snapshot.fair_share("new", "retry", besides=self.in_flight, most=MOST_DUE, each=VIDEOS_PER_RUN)

    @property
    def remaining(self) -> int:
        """How many videos, not in flight, are left for the next looks to read or to remove."""
        return self.snapshot.count("unread", "gone", besides=self.in_flight)


def reconcile(
    instance: dg.DagsterInstance,
    library: LibraryResource,
    cursor: ScanCursor,
    told: Notifications | None = None,
    *,
    now: float,
) -> ReconcileResult:
    """One look; ends the records of runs whose worker is dead.

    Args:
        instance: Whose runs and partitions they are.
        library: Bucket and store.
        cursor: Where the last look ended.
        told: What notifications say.
        now: Seconds since 1970.
    """
    fail_orphaned_runs(instance)
    store, bucket = library.store, library.bucket
    snapshot = Snapshot.load(store)
    unknown = _apply_dirty_marks(store, snapshot)
    stretch = next_scan_step(bucket, _rebuild(store, snapshot, cursor), told or Notifications(), now=now)
    busy = frozenset(videos_in_flight(instance))
    _forget_unknown(instance, library, [video_id for video_id in unknown if video_id not in busy])
    seen = _compare(library, bucket, snapshot, stretch, now=now)
    warnings = (*seen.warnings, *_apply_rows(instance, library, snapshot, stretch, busy))
    cursor = replace(seen.cursor, thorough=_is_untidy(instance, library, snapshot, seen.cursor, busy))
    removed = snapshot.deleted()
    snapshot.save(store)
    store.clear_dirty(removed)  # not before: until then their rows would say that they are as they were
    return ReconcileResult(snapshot, cursor, busy, seen.refused, tuple(dict.fromkeys(warnings)), stretch.ends_pass)


def _apply_dirty_marks(store: Store, snapshot: Snapshot) -> list[str]:
    """Have the videos read anew that were touched; returns those that nothing is known of, whose marks stay for now."""
    touched = store.dirty()[:MAX_READ]
    rows = snapshot.rows(touched)
    new = _unread(store, [video_id for video_id in touched if video_id not in rows])
    heard = [*(replace(row, state="unread") for row in rows.values()), *new]
    snapshot.upsert(heard)
    snapshot.save(store)
    done = {row.video_id for row in heard}
    store.clear_dirty(done)
    return [video_id for video_id in touched if video_id not in done]


def _rebuild(store: Store, snapshot: Snapshot, cursor: ScanCursor) -> ScanCursor:
    """Go on with a snapshot that was begun anew: the next videos of the store, and a thorough pass over the bucket."""
    reached = snapshot.rebuilt_to
    if reached is None:
        return cursor
    part = heapq.nsmallest(MAX_READ, (video_id for video_id in store.video_ids() if video_id > reached))
    rows = snapshot.rows(part)
    snapshot.upsert(_unread(store, [video_id for video_id in part if video_id not in rows]))
    snapshot.rebuilt_to = part[-1] if len(part) == MAX_READ else None
    return cursor if cursor.thorough else replace(cursor, after="", thorough=True)


def _unread(store: Store, video_ids: Sequence[str]) -> list[VideoState]:
    """Rows of videos of the store that have none; their records are read as soon as no run is at them."""
    found = map_parallel(lambda video_id: recorded_upload(store, video_id), video_ids)
    return [VideoState(upload, "unread") for upload in found if upload]


def _forget_unknown(instance: dg.DagsterInstance, library: LibraryResource, video_ids: Sequence[str]) -> None:
    """A video that was touched and has no record any more has no partition either, nor what a run wrote down since.

    One whose record is there and cannot be read is let be: the listing of its upload brings it in.
    """
    remove_videos(instance, library, [video_id for video_id in video_ids if not is_recorded(library.store, video_id)])
    library.store.clear_dirty(video_ids)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a comparison with the listing found beside the rows that it changed."""

    cursor: ScanCursor
    refused: tuple[RejectedObject, ...]
    warnings: tuple[str, ...]


def _compare(library: LibraryResource, bucket: Bucket, snapshot: Snapshot, stretch: ScanStep, *, now: float) -> _Seen:
    """Bring into the snapshot what the listing shows of the uploads that are whole."""
    listings = [read_listing(bucket.name, part.listed) for part in stretch.ranges]
    listed = {one.upload.object_key: one for uploads, _ in listings for one in uploads}
    whole, waiting = split_by_settled(
        tuple(listed.values()), stretch.cursor.sightings, now=now, settle_s=bucket.settle_s
    )
    ready, warnings = {upload.video_id for upload in whole}, list[str]()
    for part, (uploads, _) in zip(stretch.ranges, listings, strict=True):
        warnings += _bring_in(library, snapshot, part, [one.upload for one in uploads], ready)
    later = stretch.cursor.again
    sightings = {key: one for key, one in stretch.cursor.sightings.items() if key in later} | waiting
    cursor = replace(stretch.cursor, sightings=sightings, again=(*later, *waiting))
    return _Seen(cursor, tuple(one for _, refused in listings for one in refused), tuple(warnings))


def _bring_in(
    library: LibraryResource,
    snapshot: Snapshot,
    part: KeyRange,
    uploads: Sequence[UploadRecord],
    whole: Collection[str],
) -> list[str]:
    """New and changed uploads are to be read, absent ones are gone; returns what an operator should know."""
    rows = snapshot.rows_in_range(part.start, part.end)
    snapshot.upsert(changed_uploads(rows, [upload for upload in uploads if upload.video_id in whole]))
    absent = [] if library.settings.keep_gone else missing_uploads(rows, uploads)
    if absent and not part.listed and is_emptied(library.bucket, snapshot):
        return [EMPTY.format(videos=len(snapshot))]
    snapshot.upsert(absent)
    return []


def _apply_rows(
    instance: dg.DagsterInstance, library: LibraryResource, snapshot: Snapshot, stretch: ScanStep, busy: Collection[str]
) -> list[str]:
    """Bring library and partitions to what the rows say; returns what an operator should know."""
    read, warnings = _read(library, snapshot, busy)
    hide(instance, read)
    warnings += remove_gone(instance, library, snapshot, busy)
    _ensure_partitions(instance, [*read, *(_of(snapshot, stretch.ranges) if stretch.cursor.thorough else [])])
    return warnings


def _read(library: LibraryResource, snapshot: Snapshot, busy: Collection[str]) -> tuple[list[VideoState], list[str]]:
    """Read the records of what may have changed, and finish the deletions among them.

    Returns the rows, the newest uploads first, as they are from now on, and what an operator should know.
    """
    store = library.store
    asked = snapshot.rows_in_state("unread", "requested", besides=busy, most=MAX_READ)
    before = map_parallel(lambda row: recorded_state(store, row.upload), asked)
    warnings = finish(library, (row for row in before if row))
    rows = [_judged(store, row.upload, was) for row, was in zip(asked, before, strict=True)]
    snapshot.upsert(rows)
    return rows, warnings


def _judged(store: Store, upload: UploadRecord, before: VideoState | None) -> VideoState:
    """As `judge`; of a forgotten video nothing may be left, as its upload was to go too: then that is looked for."""
    if before and before.state == "forgotten" and not is_recorded(store, before.video_id):
        return VideoState(upload, "gone")
    return resolve_state(upload, before)


def _of(snapshot: Snapshot, slices: Iterable[KeyRange]) -> list[VideoState]:
    rows = (row for part in slices for row in snapshot.rows_in_range(part.start, part.end).values())
    return [row for row in rows if row.state not in {"unread", "gone"}]


def _ensure_partitions(instance: dg.DagsterInstance, rows: Iterable[VideoState]) -> None:
    """Every video that is neither forgotten nor gone has its partition."""
    uploads = {row.video_id: row.upload for row in rows if row.state not in {"forgotten", "gone"}}
    keys = [upload.video_id for upload in partition_order(uploads.values())]
    for start in range(0, len(keys), SHOWN_AT_ONCE):
        instance.add_dynamic_partitions(VIDEOS, keys[start : start + SHOWN_AT_ONCE])


def _is_untidy(
    instance: dg.DagsterInstance,
    library: LibraryResource,
    snapshot: Snapshot,
    cursor: ScanCursor,
    busy: Collection[str],
) -> bool:
    """Whether partitions may be left that are of no video: they are taken away when everything was gone through."""
    if not cursor.thorough:
        return False
    is_whole = cursor.after is None and snapshot.rebuilt_to is None and not snapshot.count("unread")
    return not (is_whole and remove_stray_partitions(instance, library, snapshot, busy))
