"""The transcript of a video as it is given out: its table, or the sentence that says why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.corrections.journals import overlay_digest, read_overlay
from vindex_search.corrections.overlay import Overlay
from vindex_search.corrections.tables import corrected_transcript
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


def read_transcript(store: Store, video: Video, *, corrections: bool = True) -> pl.DataFrame:
    """The segments, a table with `TRANSCRIPT_SCHEMA`; FileNotFoundError where it was removed meanwhile.

    Args:
        store: The library's.
        video: Whose.
        corrections: Whether with what people have corrected.
    """
    table = store.read_table(video.video_id, TRANSCRIPT)
    return corrected_transcript(read_overlay(store, video.video_id), table) if corrections else table


def transcript_tag(store: Store, video: Video, stamp: Stamp, *, corrections: bool = True) -> str:
    """Changes whenever the transcript does that is given out."""
    overlay = read_overlay(store, video.video_id) if corrections else Overlay()
    applied = overlay_digest(store, video.video_id, overlay)
    return f"{stamp.fingerprint}-{applied}" if applied else stamp.fingerprint


def _segment_count(store: Store, video: Video, stamp: Stamp) -> int:
    count = stamp.note.get("segments")
    if count is None:  # stamps of older versions have no count
        return len(store.read_table(video.video_id, TRANSCRIPT, columns=["segment"]))
    return int(count)
