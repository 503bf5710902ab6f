"""Sets the priority of videos: before or after which others of their workspace they are worked on.

It changes no workspace's share, and nothing for a run that has begun. It is forgotten once the video is indexed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vindex_search.audit.actor import Actor
from vindex_search.audit.trail import trail_of
from vindex_search.contract.runs.control import PRIORITIES, Priority, PriorityRecord
from vindex_search.storage.store import Store
from vindex_search.videos.control.requested import require_video, timestamp
from vindex_search.videos.video import Video

NORMAL: Final[Priority] = "normal"  # of a video without a record


class NotWaiting(ValueError):
    """The video has no turn to wait for; the message names its status."""


def parse_priority(text: str) -> Priority:
    """The priority of a name.

    Raises:
        ValueError: there is none of that name; the message has those that are.
    """
    for priority in PRIORITIES:
        if text == priority:
            return priority
    raise ValueError(f"priority {text!r} is not known; allowed are {', '.join(PRIORITIES)}")


def set_priority(store: Store, video: Video, priority: Priority, *, actor: Actor | None = None) -> None:
    """Set the priority of a video; idempotent.

    Args:
        store: The library's.
        video: Which.
        priority: `high`, `normal` or `low`.
        actor: Who sets it; None: the machine's user.

    Raises:
        NotWaiting: it is indexed.
        AuditUnavailable: it cannot be written down, and is not done.
    """
    _require_unfinished(video)
    trail = trail_of(store, actor)
    with trail.deed("priority", videos=[video.video_id], detail=priority):
        _set(store, video.video_id, priority, trail.actor)


def set_priorities(
    store: Store, video_ids: Sequence[str], priority: Priority, *, actor: Actor | None = None
) -> list[str]:
    """Set the priority of videos by id; returns the ids, without duplicates.

    Raises:
        AuditUnavailable: it cannot be written down, and none is changed.
        ValueError: an id is malformed or unknown, or one is indexed; then none is changed.
    """
    videos = {video_id: require_video(store, video_id) for video_id in video_ids}
    for video in videos.values():
        _require_unfinished(video)
    trail = trail_of(store, actor)
    with trail.deed("priority", videos=list(videos), detail=priority):
        for video_id in videos:
            _set(store, video_id, priority, trail.actor)
    return list(videos)


def _set(store: Store, video_id: str, priority: Priority, actor: Actor) -> None:
    """Write the record, between two dirty marks: stopped anywhere, the sensor reads the records again."""
    store.mark_dirty(video_id)
    if priority == NORMAL:
        store.remove_record(video_id, PriorityRecord)
    else:
        store.write_record(video_id, PriorityRecord(priority, timestamp(), actor.name))
    store.mark_dirty(video_id)


def _require_unfinished(video: Video) -> None:
    if video.status == "indexed":
        raise NotWaiting(f"{video.video_id} is indexed; only a video that is not indexed yet has a priority")
