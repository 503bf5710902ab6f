"""One look at bucket, store and runs: what is missing, registered so that a run can be asked for.

The sensor and `vindex ingest` both go through here. Nothing is remembered between two looks but what lies in the
store and in Dagster's own records, so a lost tick or a dead host only delays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import dagster as dg

from vindex_assets import records
from vindex_assets.failures import Permanent
from vindex_assets.partitions import VIDEOS
from vindex_assets.resources import Library
from vindex_assets.runs import reap, videos_in_flight
from vindex_assets.uploads import Known, Plan, Refused, State, Upload, is_forgotten, moved, plan, read_listing
from vindex_search.contract import FAILURE, FORGOTTEN, INDEXED, UPLOAD
from vindex_search.store import Store

WORKER_DIED: Final = "work on this video ended without a word each time (killed, or out of memory)"


@dataclass(frozen=True, slots=True)
class Found:
    """What one look found: the plan, and media files that are in no workspace."""

    plan: Plan
    refused: tuple[Refused, ...]


def look(instance: dg.DagsterInstance, library: Library) -> Found:
    """Compare the bucket with the store and with the runs under way; ends the records of runs whose worker is dead."""
    reap(instance)
    shown = instance.get_dynamic_partitions(VIDEOS)  # before the listing: what came since is none of those forgotten
    uploads, refused = read_listing(library.bucket.name, library.bucket.list())
    busy = videos_in_flight(instance)
    known = _known(library.store, busy)
    wanted = [upload.video_id for upload in uploads if not is_forgotten(upload, known)]
    _show_all(instance, wanted, set(shown))
    _hide_forgotten(instance, library.store, set(shown) - set(wanted) - busy, known)
    found = plan(uploads, known, busy)
    coming = [*found.request, *(upload for upload in uploads if upload.video_id in busy)]
    stay = moved({video_id: known[video_id].revision.partition("+")[0] for video_id in found.gone}, coming)
    return Found(replace(found, gone=tuple(one for one in found.gone if one not in stay)), tuple(refused))


def _show_all(instance: dg.DagsterInstance, video_ids: list[str], shown: set[str]) -> None:
    """Every upload has its partition, in a Dagster instance that was made anew too."""
    lacking = [video_id for video_id in video_ids if video_id not in shown]
    if lacking:
        instance.add_dynamic_partitions(VIDEOS, lacking)


def _hide_forgotten(
    instance: dg.DagsterInstance, store: Store, video_ids: set[str], known: Mapping[str, Known]
) -> None:
    """A video that the service removed from the store has no partition, nor what a run wrote down of it since."""
    for video_id in sorted(video_ids):
        before = known.get(video_id)
        if before is None:
            store.remove(video_id)
        if before is None or before.state == "forgotten":
            instance.delete_dynamic_partition(VIDEOS, video_id)


def register(library: Library, uploads: tuple[Upload, ...]) -> None:
    """Write down what should be in the library, so that a run can be asked for."""
    for upload in uploads:
        library.store.write_record(upload.video_id, UPLOAD, upload.record())
        library.store.remove_record(upload.video_id, FORGOTTEN)


def forget(instance: dg.DagsterInstance, library: Library, gone: Iterable[str]) -> None:
    """Remove videos: points, artefacts, partition."""
    for video_id in gone:
        library.remove_points(video_id)
        library.store.remove(video_id)
        instance.delete_dynamic_partition(VIDEOS, video_id)


def _known(store: Store, busy: set[str]) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for video_id in store.video_ids():
        upload = store.read_record(video_id, UPLOAD)
        forgotten = None if upload else store.read_record(video_id, FORGOTTEN)
        if forgotten:
            known[video_id] = Known(forgotten["revision"], "forgotten")
        if upload:
            revision = upload["revision"]
            state: State = "new" if video_id in busy else _state(store, video_id, revision)
            known[video_id] = Known(revision, state)
    return known


def _state(store: Store, video_id: str, revision: str) -> State:
    indexed, failure = store.read_record(video_id, INDEXED), store.read_record(video_id, FAILURE)
    if indexed and indexed["revision"] == revision:
        return "indexed"
    tried = records.attempts(store, video_id, revision)
    if failure and failure["revision"] == revision:
        return "failed" if failure["kind"] == "permanent" or tried >= records.MOST_ATTEMPTS else "retry"
    if tried >= records.MOST_ATTEMPTS:
        records.record_failure(store, video_id, revision, Permanent(WORKER_DIED), asset="video", run_id=None)
        return "failed"
    return "new"
