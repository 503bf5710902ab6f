"""Reads the history of a video from the store, as the HTTP API answers it to an admin."""

from __future__ import annotations

from vindex_search.api.schemas.runs.history import HistoryAnswer, history_answer
from vindex_search.models.active_set import library_store
from vindex_search.settings import settings
from vindex_search.storage.runs.history import list_attempts
from vindex_search.videos.activity.history import runs_of_video
from vindex_search.videos.activity.watch import look
from vindex_search.videos.video import get_video


def read_history(video_id: str, *, after: str, limit: int) -> HistoryAnswer:
    """A page of the runs of a video, the newest first.

    Raises:
        ValueError: there is no such video.
    """
    store = library_store(settings())
    if get_video(store, video_id) is None:
        raise ValueError(f"there is no video {video_id!r} in the library; `vindex videos` lists them")
    working = frozenset(step.heartbeat.run_id for step in look(store).on_video(video_id))
    runs = runs_of_video(list_attempts(store, video_id), working)
    url = settings().dagster_url
    return history_answer(video_id, runs, dagster_url=url, after=after, limit=limit, with_hosts=True)
