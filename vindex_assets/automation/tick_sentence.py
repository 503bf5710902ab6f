"""What a tick of the upload sensor says: why nothing is requested, with the library's videos by state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vindex_assets.uploads.reconcile_result import ReconcileResult
from vindex_assets.uploads.video_state import State

NOTHING_DUE: Final = "nothing is due"
# The words of the states, in the order that an operator reads them; what is due is under way or waits.
STATE_WORDS: Final[Mapping[str, tuple[State, ...]]] = {
    "in the library": ("indexed",),
    "under way or waiting": ("new", "retry", "requested", "unread"),
    "failed": ("failed",),
    "cancelled": ("cancelled",),
    "forgotten": ("forgotten",),
    "to be removed, their uploads being gone": ("gone",),
}


def skip_reason(result: ReconcileResult) -> str:
    """Why no run is requested: the videos by state, what is paused, and what the last pass left alone."""
    left, held = result.cursor.reported, result.held_back
    counts = {words: result.snapshot.count(*states) for words, states in STATE_WORDS.items()}
    videos = ", ".join(f"{count} {words}" for words, count in counts.items() if count) or "no video"
    paused = f"paused: {', '.join(sorted(result.paused))}; {held} uploads wait for that" if result.paused else ""
    alone = f"{left.summary()} (`vindex doctor` names some)" if left and left.total else ""
    return "; ".join(filter(None, (f"{NOTHING_DUE}: {videos}", paused, alone)))
