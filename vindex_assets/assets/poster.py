"""The picture of a video, chosen among its stored frames: no film is decoded for it."""

from __future__ import annotations

from typing import Any

from vindex_search.contract.artefacts import FRAMES
from vindex_search.storage.store import Store


def find_poster(store: Store, video_id: str, duration_s: float) -> float | None:
    """A second at which the frame is on screen that shows the video; None without frames."""
    from vindex_assets.media.frames.poster import Candidate, candidate_rows, choose_poster, read_gray

    candidates = [
        Candidate(row["start_s"], row["end_s"], row["phash"], read_gray(row["jpeg"]))
        for row in _rows(store, video_id, candidate_rows(_count(store, video_id)))
    ]
    poster = choose_poster(candidates, duration_s)
    return (poster.start_s + poster.end_s) / 2 if poster else None


def _count(store: Store, video_id: str) -> int:
    return len(store.read_table(video_id, FRAMES, columns=["frame_index"]))


def _rows(store: Store, video_id: str, rows: list[int]) -> list[dict[str, Any]]:
    """Some rows of the frames; of the others no picture is held in memory for long."""
    if not rows:
        return []
    columns, found, at = ["start_s", "end_s", "phash", "jpeg"], list[dict[str, Any]](), 0
    for batch in store.iter_batches(video_id, FRAMES, columns=columns):
        found += [batch.row(row - at, named=True) for row in rows if at <= row < at + len(batch)]
        at += len(batch)
    return found
