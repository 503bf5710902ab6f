"""The videos of a library with their status, read from the records in the store.

Status is derived (`records.video_status`), never stored. A video with a damaged upload record is left out until the
upload sensor has rewritten the record; any other damaged record counts as absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, splitext
from typing import Final

from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.description.file_tags import description_of_file
from vindex_search.contract.description.video_description import NOTHING, VideoDescription, all_tags, first_said
from vindex_search.contract.ids import VIDEO_ID_PATTERN, workspace_of_video
from vindex_search.contract.notes import Note, from_values
from vindex_search.contract.poster import PosterRecord
from vindex_search.contract.records import (
    AttemptsRecord,
    FailureKind,
    FailureRecord,
    IndexedRecord,
    Status,
    UploadRecord,
    VideoRecord,
    for_revision,
    video_status,
)
from vindex_search.contract.runs.control import CancelRecord, Priority, PriorityRecord
from vindex_search.storage.descriptions import upload_description
from vindex_search.storage.notes import bounded
from vindex_search.storage.store import Store
from vindex_search.videos.listing_memory import ListingMemory

POSTER_POSITION: Final = 0.1  # of the duration, of a video whose picture was not chosen: the first frame is often black


@dataclass(frozen=True, slots=True)
class Video:
    """One video; `duration_s` is None and `has_frames` False until it is probed.

    `revision` is made of `version` and `sidecars` (object keys and versions of its other files). `notes` say what
    the revision lacks, and what had to be decided about its file: until it is published, as far as the probe saw it.
    `priority` is that among the videos of its workspace that are not indexed yet. `description` is what its sidecars
    and its file say about it.
    """

    video_id: str
    workspace: str
    object_key: str
    version: str
    sidecars: tuple[tuple[str, str], ...]
    revision: str
    size: int
    status: Status
    reason: str | None
    failed_asset: str | None
    duration_s: float | None
    uploaded_at: str | None
    has_frames: bool
    notes: tuple[Note, ...] = ()
    priority: Priority = "normal"
    failure_kind: FailureKind | None = None
    description: VideoDescription = NOTHING

    @property
    def has_losses(self) -> bool:
        """Whether something of the upload cannot be found for it."""
        return any(note.is_loss for note in self.notes)

    @property
    def title(self) -> str:
        """That of its description, else the file name without folder and suffix."""
        return self.description.title or splitext(basename(self.object_key))[0]

    @property
    def tags(self) -> list[str]:
        """The names of the folders between the workspace and the file, then the tags of its description."""
        return all_tags(self.object_key, self.description)


@dataclass(frozen=True, slots=True)
class VideoFilter:
    """Which videos to list; empty fields do not filter. `after` is the id of the last video of the page before."""

    status: Status | None = None
    workspaces: tuple[str, ...] = ()
    tag: str | None = None
    after: str = ""


def all_videos(store: Store) -> Iterator[Video]:
    """Every registered video, ordered by workspace and id."""
    return list_videos(store, VideoFilter())


def list_videos(store: Store, filters: VideoFilter, memory: ListingMemory | None = None) -> Iterator[Video]:
    """The videos that match a filter, ordered by workspace and id, read lazily.

    Args:
        store: Where they are.
        filters: Which of them.
        memory: Of the same store; with it, records of videos that cannot match are not read again.
    """
    after = (workspace_of_video(filters.after), filters.after) if filters.after else ("", "")
    memory = memory if filters.status or filters.tag is not None else None
    for video_id in store.video_ids(filters.workspaces):
        if (workspace_of_video(video_id), video_id) <= after:
            continue
        times = memory.times(video_id) if memory else None
        if memory and memory.excludes(video_id, times, status=filters.status, tag=filters.tag):
            continue
        upload = store.try_read_record(video_id, UploadRecord)
        tagged = upload is not None and (filters.tag is None or filters.tag in _tags(store, upload))
        if upload is None or not (tagged or memory):
            continue
        video = _read_video(store, video_id, upload)
        if memory:
            memory.remember(video_id, times, video.status, video.tags)
        if tagged and filters.status in (None, video.status):
            yield video


def get_video(store: Store, video_id: str) -> Video | None:
    """One video; None where the id is unknown or malformed."""
    if not VIDEO_ID_PATTERN.fullmatch(video_id):
        return None
    upload = store.try_read_record(video_id, UploadRecord)
    return _read_video(store, video_id, upload) if upload else None


def _read_video(store: Store, video_id: str, upload: UploadRecord) -> Video:
    probed = store.try_read_record(video_id, VideoRecord)
    indexed = store.try_read_record(video_id, IndexedRecord)
    failure = for_revision(store.try_read_record(video_id, FailureRecord), upload.revision)
    is_indexed = for_revision(indexed, upload.revision) is not None  # most are: it saves the reads of three records
    cancelled = None if is_indexed else store.try_read_record(video_id, CancelRecord)
    priority = None if is_indexed else store.try_read_record(video_id, PriorityRecord)
    attempts = None if is_indexed or failure else store.try_read_record(video_id, AttemptsRecord)
    status = video_status(upload, indexed=indexed, failure=failure, attempts=attempts, cancelled=cancelled)
    failure = None if status == "cancelled" else failure
    return Video(
        video_id=video_id,
        workspace=upload.workspace,
        object_key=upload.object_key,
        version=upload.version,
        sidecars=upload.sidecars,
        revision=upload.revision,
        size=upload.size,
        status=status,
        reason=failure.reason if failure else None,
        failed_asset=failure.asset if failure else None,
        duration_s=probed.duration_s if probed else None,
        uploaded_at=upload.uploaded_at,
        has_frames=probed is not None and probed.width > 0,
        notes=_notes(upload, probed, indexed),
        priority=priority.priority if priority else "normal",
        failure_kind=failure.kind if failure else None,
        description=_description(store, upload, probed),
    )


def _tags(store: Store, upload: UploadRecord) -> list[str]:
    return all_tags(upload.object_key, upload_description(store, upload))


def _description(store: Store, upload: UploadRecord, probed: VideoRecord | None) -> VideoDescription:
    """What the sidecars say, and of what they do not say what the file does."""
    said = upload_description(store, upload)
    tags = probed.manifest.get("tags") if probed and probed.manifest.get("version") == upload.version else None
    return first_said([said, description_of_file(tags)]) if isinstance(tags, dict) and tags else said


def _notes(upload: UploadRecord, probed: VideoRecord | None, indexed: IndexedRecord | None) -> tuple[Note, ...]:
    """Those that were published with this revision, else those of the probe of this version."""
    published = for_revision(indexed, upload.revision)
    if published:
        return published.notes
    if probed and probed.manifest.get("version") == upload.version:
        return bounded(from_values(probed.manifest))
    return ()


def poster_time(store: Store, video: Video) -> float:
    """The second whose frame shows a video: the one that was chosen, else one near its beginning."""
    poster = store.try_read_record(video.video_id, PosterRecord)
    return poster.at_s if poster else (video.duration_s or 0.0) * POSTER_POSITION


def frame_at(store: Store, video_id: str, at_s: float) -> bytes | None:
    """JPEG of the kept frame on screen at `at_s` seconds, or the nearest one; None without frames."""
    import polars as pl

    try:
        times = store.read_table(video_id, FRAMES, columns=["start_s", "end_s"])
    except FileNotFoundError:
        return None
    if times.is_empty():
        return None
    row = max(0, int((times["start_s"] <= at_s).sum()) - 1)
    with store.path(video_id, FRAMES).open("rb") as file:
        jpeg: bytes = pl.scan_parquet(file).slice(row, 1).select("jpeg").collect().item()
    return jpeg
