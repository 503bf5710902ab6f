"""Retries failed and cancelled videos: clears the failure, the attempts, the repairs and the cancellation.

Nothing is run here; the next tick of the upload sensor finds that the video is due, and requests a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vindex_search.audit.actor import Actor
from vindex_search.audit.trail import trail_of
from vindex_search.contract.ids import VIDEO_ID_PATTERN, validate_workspace
from vindex_search.contract.records import AttemptsRecord, FailureRecord, RepairsRecord, Status
from vindex_search.contract.runs.control import CancelRecord
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video, VideoFilter, get_video, list_videos

RETRYABLE: Final[tuple[Status, ...]] = ("failed", "cancelled", "waiting")  # waiting: a retry was interrupted


class NotFailed(ValueError):
    """The video has neither failed nor was it cancelled; the message names its status."""


def retry_video(store: Store, video: Video, *, actor: Actor | None = None) -> None:
    """Clear the failure, attempts, repairs and cancellation of a video; idempotent.

    Failure and cancellation go last: without them a video with attempts counts as in processing, so that another retry
    is refused, and one with the most attempts as killed, which the sensor records as a failure of its own.

    Args:
        store: The library's.
        video: Which.
        actor: Who retries it; None: the machine's user.

    Raises:
        NotFailed: it is indexed or being processed.
        AuditUnavailable: it cannot be written down, and is not done.
    """
    _require_failed(video)
    with trail_of(store, actor).deed("retry", videos=[video.video_id]):
        _release(store, video)


def _release(store: Store, video: Video) -> None:
    store.mark_dirty(video.video_id)  # before and after: an interruption in between must not hide it from the sensor
    for record in (AttemptsRecord, RepairsRecord, FailureRecord, CancelRecord):
        store.remove_record(video.video_id, record)
    store.mark_dirty(video.video_id)


def failed_videos(store: Store, workspace: str = "") -> list[Video]:
    """The failed videos of a workspace; empty: of all workspaces.

    Raises:
        ValueError: the workspace is malformed.
    """
    if workspace:
        validate_workspace(workspace)
    return list(list_videos(store, VideoFilter(status="failed", workspaces=(workspace,) if workspace else ())))


def retry_videos(
    store: Store,
    video_ids: Sequence[str] = (),
    *,
    failed: bool = False,
    workspace: str = "",
    actor: Actor | None = None,
) -> list[str]:
    """Retry videos by id, and all failed videos (of a workspace); returns the ids.

    Args:
        store: The library's.
        video_ids: Videos to retry.
        failed: Also retry every failed video.
        workspace: Also retry the failed videos of this workspace.
        actor: Who retries them; None: the machine's user.

    Raises:
        AuditUnavailable: it cannot be written down, and none is retried.
        ValueError: no video is named, or an id is malformed, unknown or of a video that has neither failed nor was
            cancelled; then none is retried.
    """
    if not (video_ids or failed or workspace):
        raise ValueError("name what to retry: video ids, all failed videos, or a workspace")
    videos = videos_to_retry(store, video_ids, failed=failed, workspace=workspace)
    with trail_of(store, actor).deed("retry", videos=[video.video_id for video in videos]):
        for video in videos:
            _require_failed(video)
            _release(store, video)
    return [video.video_id for video in videos]


def videos_to_retry(
    store: Store, video_ids: Sequence[str] = (), *, failed: bool = False, workspace: str = ""
) -> list[Video]:
    """The videos that `retry_videos` with these arguments retries, each once; of no arguments none.

    Raises:
        ValueError: an id is malformed, unknown or of a video that has neither failed nor was cancelled.
    """
    videos = [_require_video(store, video_id) for video_id in video_ids]
    for video in videos:
        _require_failed(video)
    if failed or workspace:
        videos += failed_videos(store, workspace)
    return list({video.video_id: video for video in videos}.values())


def _require_failed(video: Video) -> None:
    if video.status not in RETRYABLE:
        raise NotFailed(f"{video.video_id} is {video.status}; only a failed video can be retried, or a cancelled one")


def _require_video(store: Store, video_id: str) -> Video:
    if not VIDEO_ID_PATTERN.fullmatch(video_id):
        raise ValueError(f"{video_id!r} is no video id; `vindex videos` lists them")
    video = get_video(store, video_id)
    if video is None:
        raise ValueError(f"there is no video {video_id} in the library; `vindex videos` lists them")
    return video
