"""Hits for tests of ranking and answers."""

from __future__ import annotations

from typing import Any

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit

LENGTH_S = 10


def hit(
    channel: Channel,
    video: str = "a--x-0000000000",
    start: float = 0,
    score: float = 1.0,
    *,
    end: float | None = None,
    kind: str | None = None,
    text: str | None = None,
    **fields: Any,
) -> Hit:
    """A hit from `start` to `end`, or of ten seconds.

    Args:
        channel: The channel that was queried.
        video: Its video.
        start: Start in seconds.
        score: The index's score.
        end: End in seconds.
        kind: Channel of the point; None: the one that fits `channel`.
        text: What is said or written there.
        fields: Further fields of the hit.
    """
    return Hit(
        channel=channel,
        point_channel=kind or ("visual" if channel == "visual" else "speech"),
        point_id=f"{video}{start}",
        video_id=video,
        workspace=video.split("--")[0],
        start_s=start,
        end_s=start + LENGTH_S if end is None else end,
        text=text,
        score=score,
        **fields,
    )
