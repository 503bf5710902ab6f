"""What is done about a video that something is missing of; each time the least that may help.

What a run has to mend is asked for by taking back that the video is indexed: the sensor asks for a run, which finds by
the stamps what is done and makes the rest. That is counted, so a video that does not stay whole is quarantined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import dagster as dg

from vindex_assets.completeness.findings import OF_INDEXED, Finding
from vindex_assets.completeness.inspection import damaged_artefacts
from vindex_assets.failures import Permanent
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.contract.records import IndexedRecord, UploadRecord

MAX_REPAIRS: Final = 3  # within a week: after so many the fault is none that passes
LAST_ASSET: Final = "index_points"  # what a quarantine is put down to where no artefact is damaged


def repair(
    instance: dg.DagsterInstance, library: LibraryResource, video_id: str, found: Sequence[Finding], *, now: float
) -> str:
    """Do what the findings ask for; returns what was done, for people.

    Args:
        instance: Whose partitions the videos are.
        library: The library.
        video_id: Which; no run works on it.
        found: What is missing of it.
        now: Seconds since 1970.
    """
    what = {finding.kind for finding in found}
    done: list[str] = []
    if "partition" in what:
        instance.add_dynamic_partitions(VIDEOS, [video_id])
        done.append("shown in Dagster again")
    if "ghost" in what:
        library.store.unpublish(video_id)
        library.remove_points(video_id)
        done.append("taken from readers")
    if what & OF_INDEXED:
        done.append(_make_anew(library, video_id, found, now))
    elif what & {"ghost", "skipped"}:
        done.append("the sensor is told to look at it again")
    library.store.mark_dirty(video_id)
    return "; ".join(done)


def _make_anew(library: LibraryResource, video_id: str, found: Sequence[Finding], now: float) -> str:
    store = library.store
    upload = store.read_record(video_id, UploadRecord)
    if upload is None or library.bucket.stat(upload.object_key) is None:
        return "nothing: its upload is gone, so it cannot be made anew"
    times = video_records.count_repair(store, video_id, upload.revision, now)
    damaged = list(damaged_artefacts(store, video_id))
    if times > MAX_REPAIRS:
        _quarantine(library, video_id, upload, found, damaged)
        return f"quarantined: it was incomplete again after {MAX_REPAIRS} repairs"
    for asset in damaged:
        store.remove_artefact(video_id, ARTEFACTS[asset])
    store.remove_record(video_id, IndexedRecord)
    return f"asked for anew, repair {times} of {MAX_REPAIRS}"


def _quarantine(
    library: LibraryResource, video_id: str, upload: UploadRecord, found: Sequence[Finding], damaged: Sequence[str]
) -> None:
    """What it has stays findable: some of a video is more than none of it."""
    reasons = "; ".join(finding.reason for finding in found)
    failure = Permanent(f"incomplete again after {MAX_REPAIRS} repairs: {reasons}")
    asset = damaged[0] if damaged else LAST_ASSET
    video_records.record_failure(library.store, video_id, upload.revision, failure, asset=asset, run_id=None)
    library.store.remove_record(video_id, IndexedRecord)
