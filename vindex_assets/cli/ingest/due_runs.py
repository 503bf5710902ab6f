"""Runs the graph, in this process, for every upload that is due, and measures the calibration after it.

Short videos share a run: their steps overlap (`cluster/threads/`), and what a run costs is paid once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import dagster as dg

from vindex_assets.cli.ingest.copies import create_uploads_folder
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG, videos_in_flight
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.run_tags import ASKED_BY_TAG
from vindex_assets.runs.worker_tag import worker_tag
from vindex_assets.uploads.batching import Batch, plan_one_after_another
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import reconcile
from vindex_assets.uploads.reconcile_result import ReconcileResult
from vindex_assets.uploads.run_requests import claim_due_uploads
from vindex_assets.uploads.video_state import current_state
from vindex_search.contract.records import UploadRecord
from vindex_search.ranking.calibration.scopes import due_scopes
from vindex_search.storage.runs.paused import paused_workspaces
from vindex_search.videos.video import Video, get_video

# Progress bars replace Dagster's console log; its events are stored with the run, for the UI.
QUIET_RUN_CONFIG: Final = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

MAX_SETTLE_PERIODS: Final = (
    2  # to wait for files that are still written to; another ingest takes those that grow longer
)
POLL_INTERVAL_S: Final = 0.5

NO_LABELS: Final[Mapping[str, str]] = {}

OnStart = Callable[[Sequence[UploadRecord], int, int], None]


def run_due(instance: dg.DagsterInstance, library: LibraryResource, *, on_start: OnStart) -> list[Video]:
    """Run the graph for every upload that is due; returns their videos with the new status.

    Args:
        instance: Dagster's instance, for the runs.
        library: The library.
        on_start: Called before each run with its uploads, the number of uploads before them, and that of all.
    """
    create_uploads_folder(library)
    result = reconcile_whole_bucket(instance, library)
    plan = partial(plan_one_after_another, order=instance.get_dynamic_partitions(VIDEOS))
    batches, result = claim_due_uploads(library, result, plan)
    result.save(library.store)
    uploads = [upload for batch in batches for upload in batch.uploads]
    started = 0
    for batch in batches:
        for part in _still_due(instance, library, batch):
            on_start(part.uploads, started, len(uploads))
            run_batch(instance, part)
            started += len(part.uploads)
    videos = (get_video(library.store, upload.video_id) for upload in uploads)
    return [video for video in videos if video]


def reconcile_whole_bucket(instance: dg.DagsterInstance, library: LibraryResource) -> ReconcileResult:
    """Reconcile until the scan has passed the end of the bucket and every readable video is read.

    Files that were written to just now are waited for, at most MAX_SETTLE_PERIODS times the bucket's settling time.
    """
    cursor, remaining, has_ended = ScanCursor(), -1, False
    deadline = time.monotonic() + MAX_SETTLE_PERIODS * library.bucket.settle_s
    while True:
        result = reconcile(instance, library, cursor, now=time.time())
        result.save(library.store)
        makes_no_progress = result.remaining in {0, remaining}
        cursor, remaining, has_ended = result.cursor, result.remaining, has_ended or result.ends_pass
        is_settling = bool(cursor.again) and time.monotonic() < deadline
        if has_ended and makes_no_progress and not is_settling and result.snapshot.rebuilt_to is None:
            return result
        time.sleep(POLL_INTERVAL_S if is_settling else 0.0)


def _still_due(instance: dg.DagsterInstance, library: LibraryResource, batch: Batch) -> Iterator[Batch]:
    """A batch; where one of its uploads is not due any more, each of the others by itself."""
    if all(_is_still_due(instance, library, upload) for upload in batch.uploads):
        yield batch
        return
    for upload, reason in zip(batch.uploads, batch.reasons, strict=True):
        if _is_still_due(instance, library, upload):
            yield replace(batch, uploads=(upload,), reasons=(reason,))


def _is_still_due(instance: dg.DagsterInstance, library: LibraryResource, upload: UploadRecord) -> bool:
    """Whether nobody paused or cancelled it since, and no other process, such as the sensor, has requested a run."""
    if upload.workspace in paused_workspaces(library.store.root):
        return False
    return upload.video_id not in videos_in_flight(instance) and current_state(library.store, upload).is_due


def run_calibration(instance: dg.DagsterInstance, library: LibraryResource) -> bool:
    """Measure the calibration in one Dagster run, in this process, where it is due; returns whether it was."""
    from vindex_assets.definitions import calibrate_job

    if not due_scopes(library.store):
        return False
    job = dg.reconstructable(calibrate_job)
    tags = {ASKED_BY_TAG: "command", **worker_tag()}
    with dg.execute_job(job, instance=instance, tags=tags, run_config=QUIET_RUN_CONFIG):
        return True


def run_batch(instance: dg.DagsterInstance, batch: Batch) -> bool:
    """Run the whole graph for the videos of a batch in one Dagster run, in this process; returns whether all went."""
    labels = {**batch.labels(), ASKED_BY_TAG: "command"}
    first, last = batch.video_ids[0], batch.video_ids[-1]
    if first == last:
        return run_video(instance, first, labels=labels)
    return _run_graph(instance, {RANGE_START_TAG: first, RANGE_END_TAG: last, **labels})


def run_video(instance: dg.DagsterInstance, video_id: str, *, labels: Mapping[str, str] = NO_LABELS) -> bool:
    """Run the whole graph for one video in one Dagster run, in this process; returns whether it succeeded.

    Args:
        instance: Dagster's, for the run.
        video_id: Which video.
        labels: Tags that say for people what the run is for.
    """
    return _run_graph(instance, {PARTITION_TAG: video_id, **labels})


def _run_graph(instance: dg.DagsterInstance, tags: Mapping[str, str]) -> bool:
    from vindex_assets.definitions import index_videos_job

    job = dg.reconstructable(index_videos_job)
    tags = {**tags, **worker_tag()}
    with dg.execute_job(job, instance=instance, tags=tags, run_config=QUIET_RUN_CONFIG) as result:
        return result.success
