"""The transcript of a video as it is given out: its table, or the sentence that says why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video

if TYPE_CHECKING:
    import polars as pl


class NoTranscript(LookupError):
    """A video has no transcript, or an empty one; the message says why."""


def require_transcript(store: Store, video: Video) -> Stamp:
    """The stamp of a video's transcript.

    Raises:
        NoTranscript: it is missing or empty.
    """
    stamp = store.stamp(video.video_id, TRANSCRIPT)
    if stamp is None:
        reason = f"it failed: {video.reason}" if video.reason else f"it is {video.status}"
        raise NoTranscript(f"{video.video_id} has no transcript yet; {reason}")
    if not _segment_count(store, video, stamp):
        origin = stamp.note.get("origin", "source unknown")
        raise NoTranscript(f"the transcript of {video.video_id} is empty ({origin})")
    return stamp


def read_transcript(store: Store, video: Video) -> pl.DataFrame:
    """The segments, a table with `TRANSCRIPT_SCHEMA`; FileNotFoundError where it was removed meanwhile."""
    return store.read_table(video.video_id, TRANSCRIPT)


def _segment_count(store: Store, video: Video, stamp: Stamp) -> int:
    count = stamp.note.get("segments")
    if count is None:  # stamps of older versions have no count
        return len(store.read_table(video.video_id, TRANSCRIPT, columns=["segment"]))
    return int(count)
