"""How a listing of the bucket differs from the snapshot: changed, missing and unfinished uploads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from vindex_assets.uploads.bucket_scan import KeyRange, ScanStep
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.upload import (
    RejectedObject,
    Sighting,
    keys_of,
    links_left_alone,
    read_listing,
    reasons_left_alone,
    split_by_settled,
)
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.bucket import Bucket
from vindex_search.videos.left_alone import LeftAlone, count_left_alone


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the listing of a scan step differs from the snapshot.

    Attributes:
        changed: Rows of new and changed uploads that are completely written; their records are unread.
        missing: Rows of uploads that are not listed any more.
        sightings: By object key, uploads that are still being written.
        rejected: Media files that cannot be videos.
        recheck: Unchanged videos whose partition has to be there: in a thorough pass those of the ranges, else none.
        is_empty: Nothing at all was listed.
        left_alone: Objects of the pass's range that are no part of an upload; single keys are counted by no pass.
    """

    changed: tuple[VideoState, ...]
    missing: tuple[VideoState, ...]
    sightings: dict[str, Sighting]
    rejected: tuple[RejectedObject, ...]
    recheck: frozenset[str]
    is_empty: bool
    left_alone: LeftAlone


def compare(snapshot: Snapshot, scan: ScanStep, bucket: Bucket, *, now: float) -> Comparison:
    """Compare the listing with the rows of the same key ranges; changes nothing."""
    objects = scan.objects()
    uploads, rejected = read_listing(bucket.name, objects)
    settled, sightings = split_by_settled(
        uploads,
        scan.cursor.sightings,
        now=now,
        settle_s=bucket.settle_s,
        is_complete=partial(_is_closed, bucket),
    )
    rows = _rows_in_ranges(snapshot, scan)
    passed = scan.of_pass or KeyRange((), "", "")
    reasons = reasons_left_alone(passed.listed, uploads, rejected) | links_left_alone(passed.links)
    return Comparison(
        changed=tuple(changed_uploads(rows, settled)),
        missing=tuple(missing_uploads(rows, [listed.upload for listed in uploads])),
        sightings=sightings,
        rejected=tuple(rejected),
        recheck=frozenset(rows) if scan.cursor.thorough else frozenset(),
        is_empty=not objects,
        left_alone=count_left_alone(reasons),
    )


def _is_closed(bucket: Bucket, upload: UploadRecord, unchanged_s: float) -> bool:
    """Whether nobody is writing the files of an upload, and none has been written for some moments."""
    return unchanged_s >= bucket.closed_settle_s and all(map(bucket.is_closed, keys_of(upload)))


def _rows_in_ranges(snapshot: Snapshot, scan: ScanStep) -> dict[str, VideoState]:
    rows: dict[str, VideoState] = {}
    for part in scan.ranges:
        rows |= snapshot.rows_in_range(part.start, part.end)
    return rows


def changed_uploads(rows: Mapping[str, VideoState], uploads: Iterable[UploadRecord]) -> list[VideoState]:
    """Rows of the uploads that are new, of another revision than their row's, or back; their records are unread."""
    return [VideoState(upload, "unread") for upload in uploads if _differs(rows.get(upload.video_id), upload)]


def missing_uploads(rows: Mapping[str, VideoState], uploads: Iterable[UploadRecord]) -> list[VideoState]:
    """Rows of the videos that are not among the uploads any more."""
    present = {upload.video_id for upload in uploads}
    missing = (row for video_id, row in rows.items() if video_id not in present)
    return [replace(row, state="gone") for row in missing if row.state != "gone"]


def _differs(row: VideoState | None, upload: UploadRecord) -> bool:
    return row is None or row.state == "gone" or row.upload.revision != upload.revision
