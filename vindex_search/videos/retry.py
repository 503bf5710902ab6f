"""A failed video is given another chance: what is held against it is taken back, and the sensor looks at it anew.

Nothing is run here. The next tick of the upload sensor finds a video that nothing is known against, and asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vindex_search.contract.ids import VIDEO_ID_PATTERN, validate_workspace
from vindex_search.contract.records import AttemptsRecord, FailureRecord, RepairsRecord, Status
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video, VideoFilter, get_video, list_videos

RETRYABLE: Final[tuple[Status, ...]] = ("failed", "waiting")  # waiting: where an earlier retry was cut off


class NotFailed(ValueError):
    """The video has not failed, so there is nothing to try again; the message says how far it is."""


def retry_video(store: Store, video: Video) -> None:
    """Forget what a video failed of and how often; done again, it changes nothing.

    Raises:
        NotFailed: it is indexed, or a run works on it.
    """
    _require_failed(video)
    store.mark_dirty(video.video_id)  # first and last: whoever is stopped in between has not hidden it from the sensor
    for record in (FailureRecord, AttemptsRecord, RepairsRecord):
        store.remove_record(video.video_id, record)
    store.mark_dirty(video.video_id)


def failed_videos(store: Store, workspace: str = "") -> list[Video]:
    """The failed videos of a workspace; empty: of all.

    Raises:
        ValueError: the workspace is malformed.
    """
    if workspace:
        validate_workspace(workspace)
    return list(list_videos(store, VideoFilter(status="failed", workspaces=(workspace,) if workspace else ())))


def retry_videos(
    store: Store, video_ids: Sequence[str] = (), *, failed: bool = False, workspace: str = ""
) -> list[str]:
    """Retry the named videos, and all that failed where that is asked or a workspace is named; returns their ids.

    Raises:
        ValueError: nothing is named, or something of it is malformed, unknown or has not failed; then none is retried.
    """
    if not (video_ids or failed or workspace):
        raise ValueError("say what to try again: ids of videos, all that failed, or those of a workspace")
    videos = [_known(store, video_id) for video_id in video_ids]
    for video in videos:
        _require_failed(video)
    if failed or workspace:
        videos += failed_videos(store, workspace)
    found = {video.video_id: video for video in videos}
    for video in found.values():
        retry_video(store, video)
    return list(found)


def _require_failed(video: Video) -> None:
    if video.status not in RETRYABLE:
        raise NotFailed(f"{video.video_id} is {video.status}; only a failed video is tried again")


def _known(store: Store, video_id: str) -> Video:
    if not VIDEO_ID_PATTERN.fullmatch(video_id):
        raise ValueError(f"{video_id!r} is no video id; `vindex videos` lists them")
    video = get_video(store, video_id)
    if video is None:
        raise ValueError(f"there is no video {video_id} in the library; `vindex videos` lists them")
    return video
