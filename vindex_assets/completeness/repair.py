"""Repairs a video that something is missing of, each time with the least that may help.

What a run has to repair is requested by removing the record that the video is indexed: the upload sensor then requests
a run, which reuses what is there by its stamps and makes the rest. Repairs are counted, so that a video that does not
stay complete is quarantined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import dagster as dg

from vindex_assets.completeness.findings import REPAIRED_BY_RUN, Finding
from vindex_assets.completeness.inspection import damaged_artefacts
from vindex_assets.failures import Permanent
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.contract.records import IndexedRecord, UploadRecord
from vindex_search.contract.runs.control import CancelRecord

MAX_REPAIRS: Final = 3  # within a week: after so many the fault is none that passes
LAST_ASSET: Final = "index_points"  # the asset of a quarantine where no artefact is damaged


def repair(
    instance: dg.DagsterInstance, library: LibraryResource, video_id: str, found: Sequence[Finding], *, now: float
) -> str:
    """Do what the findings ask for; returns what was done, for people.

    Args:
        instance: Dagster's instance, for the partitions.
        library: The library.
        video_id: Which video; no run works on it.
        found: What is missing of it.
        now: Unix seconds.
    """
    kinds = {finding.kind for finding in found}
    done: list[str] = []
    if "partition" in kinds:
        instance.add_dynamic_partitions(VIDEOS, [video_id])
        done.append("partition added to Dagster again")
    if "orphaned" in kinds:
        library.remove_points(video_id)  # before the mark, by which the next check finds what was cut off
        library.store.unpublish(video_id)
        done.append("unpublished, points removed")
    if kinds & REPAIRED_BY_RUN:
        done.append(_request_run(library, video_id, found, now))
    elif kinds & {"orphaned", "skipped"}:
        done.append("its records are read again at the sensor's next tick")
    library.store.mark_dirty(video_id)
    return "; ".join(done)


def _request_run(library: LibraryResource, video_id: str, found: Sequence[Finding], now: float) -> str:
    """Have what is damaged or missing made again, or quarantine the video; returns what was done."""
    store = library.store
    upload = store.read_record(video_id, UploadRecord)
    if upload is None or library.bucket.stat(upload.object_key) is None:
        return "nothing: its upload is gone, so it cannot be made anew"
    repairs = video_records.count_repair(store, video_id, upload.revision, now)
    damaged = list(damaged_artefacts(store, video_id))
    if repairs > MAX_REPAIRS:
        _quarantine(library, video_id, upload, found, damaged)
        return f"quarantined: it was incomplete again after {MAX_REPAIRS} repairs"
    for asset in damaged:
        store.remove_artefact(video_id, ARTEFACTS[asset])
    store.remove_record(video_id, CancelRecord)  # one that came too late, of a video that was indexed all the same
    store.remove_record(video_id, IndexedRecord)
    return f"run requested, repair {repairs} of {MAX_REPAIRS}"


def _quarantine(
    library: LibraryResource, video_id: str, upload: UploadRecord, found: Sequence[Finding], damaged: Sequence[str]
) -> None:
    """Record the failure. What is published stays searchable: some of a video is more than none of it."""
    reasons = "; ".join(finding.reason for finding in found)
    failure = Permanent(f"incomplete again after {MAX_REPAIRS} repairs: {reasons}")
    asset = damaged[0] if damaged else LAST_ASSET
    video_records.record_failure(library.store, video_id, upload.revision, failure, asset=asset, run_id=None)
    library.store.remove_record(video_id, IndexedRecord)
