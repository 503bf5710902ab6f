"""Files in, a finished library out: copies into the uploads and runs the graph for whatever is due, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import dagster as dg

from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import PARTITION_TAG, videos_in_flight
from vindex_assets.runs.worker_tag import worker_tag
from vindex_assets.uploads.batching import Batch
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import ReconcileResult, reconcile
from vindex_assets.uploads.run_requests import claim_due_uploads
from vindex_assets.uploads.video_state import VideoState, current_state
from vindex_search.contract.ids import validate_workspace
from vindex_search.contract.media_types import MEDIA_SUFFIXES, SIDECAR_SUFFIXES
from vindex_search.contract.records import UploadRecord
from vindex_search.ranking.calibration.store import is_calibration_due
from vindex_search.videos.video import Video, get_video

INGESTED_SUFFIXES: Final = MEDIA_SUFFIXES | SIDECAR_SUFFIXES

# The bars tell how far it is; Dagster's own lines are kept with the run, for its UI.
QUIET_RUN_CONFIG: Final = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

MAX_SETTLE_PERIODS: Final = 2  # times a file must have been left alone: one that grows for longer is taken in by another ingest
POLL_INTERVAL_S: Final = 0.5

OnStart = Callable[[UploadRecord, int, int], None]


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A file of the user and the object key that it gets."""

    source: Path
    key: str


def plan_copies(paths: Iterable[Path], *, workspace: str) -> Iterator[FileCopy]:
    """The files to take in: media and subtitles, files as they are named, folders with their structure.

    Raises:
        ValueError: a path does not exist, or the workspace is malformed.
    """
    validate_workspace(workspace)
    for path in paths:
        if path.is_dir():
            yield from _folder_copies(path, workspace)
        elif path.is_file():
            yield FileCopy(path, f"{workspace}/{path.name}")
        else:
            raise ValueError(f"there is no file or folder {str(path)!r}")


def _folder_copies(folder: Path, workspace: str) -> Iterator[FileCopy]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and path.suffix.lower() in INGESTED_SUFFIXES and not hidden:
            yield FileCopy(path, str(PurePosixPath(workspace, path.relative_to(folder).as_posix())))


def create_uploads_folder(library: LibraryResource) -> None:
    """Make the uploads folder where it is a folder and is not there yet."""
    if not library.settings.uploads_root.startswith("s3://"):
        Path(library.settings.uploads_root).mkdir(parents=True, exist_ok=True)


def copy_uploads(library: LibraryResource, files: Iterable[FileCopy]) -> int:
    """Copy files into the uploads, those that are there already left alone; returns how many were copied."""
    create_uploads_folder(library)
    new = [file for file in files if not _is_uploaded(library, file)]
    for file in new:
        library.bucket.put(file.key, file.source)
    return len(new)


def _is_uploaded(library: LibraryResource, file: FileCopy) -> bool:
    """A folder keeps the modification time, so equal size and time mean equal; S3 is compared by size alone."""
    held = library.bucket.stat(file.key)
    facts = file.source.stat()
    if held is None or held.size != facts.st_size:
        return False
    return library.settings.uploads_root.startswith("s3://") or held.version.endswith(f"-{facts.st_mtime_ns}")


def run_due(instance: dg.DagsterInstance, library: LibraryResource, *, on_start: OnStart) -> list[Video]:
    """Run the graph for every video that is due, one Dagster run each; returns the videos with what became of them.

    Args:
        started: Called before each run with the upload, its number from 1 and how many there are.
    """
    create_uploads_folder(library)
    batches, result = claim_due_uploads(library, reconcile_whole_bucket(instance, library), _one_batch_per_video)
    result.save(library.store)
    uploads = [batch.uploads[0] for batch in batches]
    for number, upload in enumerate(uploads, start=1):
        if _is_still_due(instance, library, upload):
            on_start(upload, number, len(uploads))
            run_video(instance, upload.video_id)
    outcomes = (get_video(library.store, upload.video_id) for upload in uploads)
    return [video for video in outcomes if video]


def reconcile_whole_bucket(instance: dg.DagsterInstance, library: LibraryResource) -> ReconcileResult:
    """Look until the whole bucket was gone through, and files that were written just now count as whole."""
    cursor, left, went_through = ScanCursor(), -1, False
    until = time.monotonic() + MAX_SETTLE_PERIODS * library.bucket.settle_s
    while True:
        found = reconcile(instance, library, cursor, now=time.time())
        found.save(library.store)
        stands, cursor, left = found.remaining in {0, left}, found.cursor, found.remaining
        went_through = went_through or found.ends_pass
        waits = bool(cursor.again) and time.monotonic() < until
        if went_through and stands and not waits and found.snapshot.rebuilt_to is None:
            return found
        time.sleep(POLL_INTERVAL_S if waits else 0.0)


def _one_batch_per_video(rows: Sequence[VideoState]) -> list[Batch]:
    uploads = sorted((row.upload for row in rows), key=lambda upload: upload.object_key)
    return [Batch((upload,), "live") for upload in uploads]


def _is_still_due(instance: dg.DagsterInstance, library: LibraryResource, upload: UploadRecord) -> bool:
    """Whether nobody else, as a sensor beside this process, has asked for it since."""
    is_free = upload.video_id not in videos_in_flight(instance)
    return is_free and current_state(library.store, upload).is_due


def run_calibration(instance: dg.DagsterInstance, library: LibraryResource) -> bool:
    """One Dagster run that measures the background, in this process, where it is due; whether there was one."""
    from vindex_assets.definitions import calibrate_job

    if not is_calibration_due(library.store):
        return False
    job = dg.reconstructable(calibrate_job)
    with dg.execute_job(job, instance=instance, tags=worker_tag(), run_config=QUIET_RUN_CONFIG):
        return True


def run_video(instance: dg.DagsterInstance, video_id: str) -> bool:
    """One Dagster run of the whole graph for one video, in this process; whether it succeeded."""
    from vindex_assets.definitions import index_videos_job

    tags = {PARTITION_TAG: video_id, **worker_tag()}
    job = dg.reconstructable(index_videos_job)
    with dg.execute_job(job, instance=instance, tags=tags, run_config=QUIET_RUN_CONFIG) as result:
        return result.success
