"""The videos of a library and how far each one is, read from the store's records.

Status is derived, never stored: `failed` and `indexed` speak of the revision that the upload has now (its version
and its sidecar files), `processing` means that work on it was begun, `waiting` that it was not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final, Literal, get_args

from vindex_search.contract import ATTEMPTS, FAILURE, FRAMES, INDEXED, UPLOAD, VIDEO, VIDEO_ID_PATTERN
from vindex_search.store import Store

Status = Literal["indexed", "processing", "failed", "waiting"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Video:
    """One video as users see it; `duration_s` and `has_frames` are unknown until it was probed."""

    video_id: str
    workspace: str
    object_key: str
    revision: str
    status: Status
    reason: str | None
    failed_asset: str | None
    duration_s: float | None
    uploaded_at: str | None
    has_frames: bool

    @property
    def title(self) -> str:
        """The file name without folder and suffix."""
        return PurePosixPath(self.object_key).stem


def all_videos(store: Store) -> Iterator[Video]:
    """Every video that was ever registered, ordered by workspace and id."""
    for video_id in store.video_ids():
        found = _video(store, video_id)
        if found:
            yield found


def one_video(store: Store, video_id: str) -> Video | None:
    """One video, or None where the id is unknown or is no id."""
    if not VIDEO_ID_PATTERN.fullmatch(video_id):
        return None
    return _video(store, video_id)


def _video(store: Store, video_id: str) -> Video | None:
    upload = store.read_record(video_id, UPLOAD)
    if upload is None:
        return None
    facts = store.read_record(video_id, VIDEO) or {}
    failure = _of_revision(store.read_record(video_id, FAILURE), upload["revision"])
    indexed = _of_revision(store.read_record(video_id, INDEXED), upload["revision"])
    begun = _of_revision(store.read_record(video_id, ATTEMPTS), upload["revision"])
    return Video(
        video_id=video_id,
        workspace=upload["workspace"],
        object_key=upload["object_key"],
        revision=upload["revision"],
        status="indexed" if indexed else "failed" if failure else "processing" if begun else "waiting",
        reason=failure.get("reason"),
        failed_asset=failure.get("asset"),
        duration_s=facts.get("duration_s"),
        uploaded_at=upload["uploaded_at"],
        has_frames=facts.get("width", 0) > 0,
    )


def _of_revision(record: dict[str, Any] | None, revision: str) -> dict[str, Any]:
    return record if record and record["revision"] == revision else {}


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
