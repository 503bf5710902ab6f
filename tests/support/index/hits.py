"""Hits, for tests of what is made of them."""

from __future__ import annotations

from typing import Any

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit


def hit(
    channel: Channel,
    video: str = "a--x-0000000000",
    start: float = 0,
    score: float = 1.0,
    *,
    end: float | None = None,
    **more: Any,
) -> Hit:
    """A hit of ten seconds, or until `end`."""
    kind = more.pop("kind", "visual" if channel == "visual" else "speech")
    until = start + 10 if end is None else end
    text = more.pop("text", None)
    return Hit(channel, kind, f"{video}{start}", video, video.split("--")[0], start, until, text, score, **more)
