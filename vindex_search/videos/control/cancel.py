"""Cancels videos: no run is requested for the revision, and those at work on it stop.

Only the request is written here. The step that works on the video looks for it every few seconds, the steps after it
pass the video over, and the next tick of the upload sensor takes it out of the queue. `retry.py` takes it back;
a newer revision of the upload is indexed as if there were none.
"""

from __future__ import annotations

from collections.abc import Sequence

from vindex_search.audit.actor import Actor
from vindex_search.audit.trail import trail_of
from vindex_search.contract.records import for_revision
from vindex_search.contract.runs.control import CancelRecord
from vindex_search.storage.runs import heartbeats
from vindex_search.storage.store import Store
from vindex_search.videos.control.requested import require_video, timestamp
from vindex_search.videos.video import Video


class NotCancellable(ValueError):
    """There is nothing left to cancel; the message names the video's status."""


def cancel_video(store: Store, video: Video, *, actor: Actor | None = None) -> None:
    """Cancel the work on the revision of a video; idempotent.

    Args:
        store: The library's.
        video: Which.
        actor: Who cancels it; None: the machine's user.

    Raises:
        NotCancellable: it is indexed.
        AuditUnavailable: it cannot be written down, and is not done.
    """
    _require_unfinished(video)
    trail = trail_of(store, actor)
    with trail.deed("cancel", videos=[video.video_id]):
        _request(store, video, trail.actor)


def cancel_videos(store: Store, video_ids: Sequence[str], *, actor: Actor | None = None) -> list[str]:
    """Cancel videos by id; returns the ids, without duplicates.

    Args:
        store: The library's.
        video_ids: Which.
        actor: Who cancels them; None: the machine's user.

    Raises:
        AuditUnavailable: it cannot be written down, and none is cancelled.
        ValueError: none is named, an id is malformed or unknown, or one is indexed; then none is cancelled.
    """
    if not video_ids:
        raise ValueError("name what to cancel: video ids, as `vindex videos` lists them")
    videos = {video_id: require_video(store, video_id) for video_id in video_ids}
    for video in videos.values():
        _require_unfinished(video)
    trail = trail_of(store, actor)
    with trail.deed("cancel", videos=list(videos)):
        for video in videos.values():
            _request(store, video, trail.actor)
    return list(videos)


def is_worked_on(store: Store, video_id: str) -> bool:
    """Whether a step has given a sign of life that it is at work on a video, as far as the store can tell."""
    return any(heartbeat.video_id == video_id for heartbeat in heartbeats.list_steps(store.root))


def _request(store: Store, video: Video, actor: Actor) -> None:
    """Write the request, between two dirty marks: stopped anywhere, the sensor reads the records again.

    The record of an earlier request stays: it says who asked first.
    """
    store.mark_dirty(video.video_id)
    if for_revision(store.try_read_record(video.video_id, CancelRecord), video.revision) is None:
        store.write_record(video.video_id, CancelRecord(video.revision, timestamp(), actor.name))
    store.mark_dirty(video.video_id)


def _require_unfinished(video: Video) -> None:
    if video.status == "indexed":
        raise NotCancellable(f"{video.video_id} is indexed; only a video that is not indexed yet can be cancelled")
