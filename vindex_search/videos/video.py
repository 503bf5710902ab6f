"""The videos of a library and how far each one is, read from the store's records.

Status is derived (`records.video_status`), never stored. A video whose upload record is damaged is left out, until the
upload sensor has written the record anew; another record that is damaged counts as absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, splitext

from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.ids import VIDEO_ID_PATTERN, tags_of, workspace_of_video
from vindex_search.contract.records import (
    AttemptsRecord,
    FailureRecord,
    IndexedRecord,
    Status,
    UploadRecord,
    VideoRecord,
    for_revision,
    video_status,
)
from vindex_search.storage.store import Store


@dataclass(frozen=True, slots=True)
class Video:
    """One video as users see it; `duration_s` and `has_frames` are unknown until it was probed.

    `version` and `sidecars` (keys and versions of its subtitle files) are what `revision` is made of.
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

    @property
    def title(self) -> str:
        """The file name without folder and suffix."""
        return splitext(basename(self.object_key))[0]

    @property
    def tags(self) -> list[str]:
        """The names of the folders between the workspace and the file."""
        return tags_of(self.object_key)


@dataclass(frozen=True, slots=True)
class VideoFilter:
    """Which videos of a library: what is empty narrows nothing; `after` is a video id, of the last one seen."""

    status: Status | None = None
    workspaces: tuple[str, ...] = ()
    tag: str | None = None
    after: str = ""


def all_videos(store: Store) -> Iterator[Video]:
    """Every video that was ever registered, ordered by workspace and id."""
    return list_videos(store, VideoFilter())


def list_videos(store: Store, wanted: VideoFilter) -> Iterator[Video]:
    """The videos that are wanted, ordered by workspace and id, read one by one as they are asked for."""
    after = (workspace_of_video(wanted.after), wanted.after) if wanted.after else ("", "")
    for video_id in store.video_ids(wanted.workspaces):
        if (workspace_of_video(video_id), video_id) <= after:
            continue
        upload = store.try_read_record(video_id, UploadRecord)
        if upload is None or (wanted.tag is not None and wanted.tag not in tags_of(upload.object_key)):
            continue
        found = _video(store, video_id, upload)
        if wanted.status in (None, found.status):
            yield found


def get_video(store: Store, video_id: str) -> Video | None:
    """One video, or None where the id is unknown or is no id."""
    if not VIDEO_ID_PATTERN.fullmatch(video_id):
        return None
    upload = store.try_read_record(video_id, UploadRecord)
    return _video(store, video_id, upload) if upload else None


def _video(store: Store, video_id: str, upload: UploadRecord) -> Video:
    probed = store.try_read_record(video_id, VideoRecord)
    indexed = store.try_read_record(video_id, IndexedRecord)
    failure = for_revision(store.try_read_record(video_id, FailureRecord), upload.revision)
    is_over = failure or for_revision(indexed, upload.revision)
    attempts = None if is_over else store.try_read_record(video_id, AttemptsRecord)  # one read less of most videos
    return Video(
        video_id=video_id,
        workspace=upload.workspace,
        object_key=upload.object_key,
        version=upload.version,
        sidecars=upload.sidecars,
        revision=upload.revision,
        size=upload.size,
        status=video_status(upload, indexed=indexed, failure=failure, attempts=attempts),
        reason=failure.reason if failure else None,
        failed_asset=failure.asset if failure else None,
        duration_s=probed.duration_s if probed else None,
        uploaded_at=upload.uploaded_at,
        has_frames=probed is not None and probed.width > 0,
    )


def frame_at(store: Store, video_id: str, at_s: float) -> bytes | None:
    """JPEG of the kept frame that is on screen at `at_s`, the nearest one where there is none; None without frames."""
    import polars as pl

    try:
        times = store.read_table(video_id, FRAMES, columns=["start_s", "end_s"])
    except FileNotFoundError:
        return None
    if times.is_empty():
        return None
    row = max(0, int((times["start_s"] <= at_s).sum()) - 1)
    with store.path(video_id, FRAMES).open("rb") as file:
        picture: bytes = pl.scan_parquet(file).slice(row, 1).select("jpeg").collect().item()
    return picture
