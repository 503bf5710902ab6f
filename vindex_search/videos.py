"""The videos of a library and how far each one is, read from the store's records.

Status is derived, never stored: `failed` and `indexed` speak of the revision that the upload has now (its version
and its sidecar files), `processing` means that work on it was begun, `waiting` that it was not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, splitext
from typing import Any, Final, Literal, get_args

from vindex_search.contract import (
    ATTEMPTS,
    FAILURE,
    FRAMES,
    INDEXED,
    UPLOAD,
    VIDEO,
    VIDEO_ID_PATTERN,
    tags_of,
    workspace_of_video,
)
from vindex_search.store import Store

Status = Literal["indexed", "processing", "failed", "waiting"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


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
class Wanted:
    """Which videos of a library: what is empty narrows nothing; `after` is a video id, of the last one seen."""

    status: Status | None = None
    workspaces: tuple[str, ...] = ()
    tag: str | None = None
    after: str = ""


def all_videos(store: Store) -> Iterator[Video]:
    """Every video that was ever registered, ordered by workspace and id."""
    return wanted_videos(store, Wanted())


def wanted_videos(store: Store, wanted: Wanted) -> Iterator[Video]:
    """The videos that are wanted, ordered by workspace and id, read one by one as they are asked for."""
    after = (workspace_of_video(wanted.after), wanted.after) if wanted.after else ("", "")
    for video_id in store.video_ids(wanted.workspaces):
        if (workspace_of_video(video_id), video_id) <= after:
            continue
        upload = store.read_record(video_id, UPLOAD)
        if upload is None or (wanted.tag is not None and wanted.tag not in tags_of(upload["object_key"])):
            continue
        found = _video(store, video_id, upload)
        if wanted.status in (None, found.status):
            yield found


def one_video(store: Store, video_id: str) -> Video | None:
    """One video, or None where the id is unknown or is no id."""
    if not VIDEO_ID_PATTERN.fullmatch(video_id):
        return None
    upload = store.read_record(video_id, UPLOAD)
    return _video(store, video_id, upload) if upload else None


def _video(store: Store, video_id: str, upload: dict[str, Any]) -> Video:
    facts = store.read_record(video_id, VIDEO) or {}
    failure = _of_revision(store.read_record(video_id, FAILURE), upload["revision"])
    return Video(
        video_id=video_id,
        workspace=upload["workspace"],
        object_key=upload["object_key"],
        version=upload["version"],
        sidecars=tuple((key, version) for key, version in upload["sidecars"]),
        revision=upload["revision"],
        size=upload["size"],
        status=_status(store, video_id, upload["revision"], failed=bool(failure)),
        reason=failure.get("reason"),
        failed_asset=failure.get("asset"),
        duration_s=facts.get("duration_s"),
        uploaded_at=upload["uploaded_at"],
        has_frames=facts.get("width", 0) > 0,
    )


def _status(store: Store, video_id: str, revision: str, *, failed: bool) -> Status:
    if _of_revision(store.read_record(video_id, INDEXED), revision):
        return "indexed"
    if failed:
        return "failed"
    return "processing" if _of_revision(store.read_record(video_id, ATTEMPTS), revision) else "waiting"


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
