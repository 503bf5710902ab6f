"""The clips of a library: their records and files, what is kept of them, and for how long."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from upath import UPath

from vindex_search.clips.make import CAPTIONS_NAME, MadeClip
from vindex_search.clips.record import ClipRecord
from vindex_search.contract.record_format import RecordError
from vindex_search.contract.records import UploadRecord
from vindex_search.storage import files
from vindex_search.storage.library import clip_files
from vindex_search.storage.store import Store

KEPT_S: Final = 24 * 3600.0  # to be downloaded; asked again it is made again
KEPT_BYTES: Final = 16 * 2**30  # of all clips together
STALE_S: Final = 60.0  # without a sign of life: who made it is gone (one comes every ten seconds)
INTERRUPTED: Final = "the service stopped while it was made; ask again"


def read(store: Store, job: str) -> ClipRecord | None:
    """The record of a job; None where there is none, or none that can be read."""
    try:
        data = files.read(clip_files.folder(store.root, job) / ClipRecord.FILE)
        return ClipRecord.from_json(data, f"{ClipRecord.FILE} of {job}")
    except (FileNotFoundError, RecordError):
        return None


def write(store: Store, record: ClipRecord) -> None:
    """Write the record of a job atomically."""
    files.write(clip_files.folder(store.root, record.job) / ClipRecord.FILE, record.to_json())


def as_seen(record: ClipRecord, now: float) -> ClipRecord:
    """A record as a reader sees it: where nobody works on it any more it failed."""
    if record.state in ("waiting", "running") and now - record.at > STALE_S:
        return replace(record, state="failed", reason=INTERRUPTED)
    return record


def file_path(store: Store, record: ClipRecord) -> UPath:
    """Where the clip is once it is done."""
    return clip_files.folder(store.root, record.job) / f"clip.{record.asked.format}"


def captions_path(store: Store, record: ClipRecord) -> UPath:
    """Where its subtitles are, if it has some of its own."""
    return clip_files.folder(store.root, record.job) / CAPTIONS_NAME


def place(store: Store, record: ClipRecord, made: MadeClip) -> bool:
    """Put a clip in its place; its record is written after it, by the caller.

    Returns:
        Whether its video is still there: otherwise nothing is left of the clip.
    """
    _copy(made.file, file_path(store, record))
    if made.captions:
        _copy(made.captions, captions_path(store, record))
    return is_wanted(store, record)


def is_wanted(store: Store, record: ClipRecord) -> bool:
    """Whether the video of a job is in the library; where it is not, what there is of the job is removed."""
    upload = store.try_read_record(record.video_id, UploadRecord)
    if upload is not None:
        return True
    clip_files.remove(store.root, record.job)
    return False


def sweep(store: Store, now: float) -> int:
    """Remove the clips whose time is over; returns the bytes of those that are kept."""
    kept = 0
    for job in clip_files.list_jobs(store.root):
        record = read(store, job)
        if record is None or now - record.at > KEPT_S:
            clip_files.remove(store.root, job)
        else:
            kept += record.size
    return kept


def _copy(source: Path, target: UPath) -> None:
    with files.atomic_file(target) as partial:
        shutil.copyfile(source, partial)
