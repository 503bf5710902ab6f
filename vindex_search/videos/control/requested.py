"""What the requests share: when they are made, and the videos that they name."""

from __future__ import annotations

from datetime import UTC, datetime

from vindex_search.contract.ids import VIDEO_ID_PATTERN
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video, get_video


def timestamp() -> str:
    """Now, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def require_video(store: Store, video_id: str) -> Video:
    """A video of the library.

    Raises:
        ValueError: the id is malformed or unknown; the message names it.
    """
    if not VIDEO_ID_PATTERN.fullmatch(video_id):
        raise ValueError(f"{video_id!r} is no video id; `vindex videos` lists them")
    video = get_video(store, video_id)
    if video is None:
        raise ValueError(f"there is no video {video_id} in the library; `vindex videos` lists them")
    return video
