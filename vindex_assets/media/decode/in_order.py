"""Frames in order of time: one whose time stamp does not lie between those around it is left out.

decoded   0.96  0.04  0.08  0.12 ...        1.00  1.04  0.20  1.08 ...
in order        0.04  0.08  0.12 ...        1.00  1.04        1.08 ...
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

TimedFrame = tuple[float, Any]  # player seconds, and the frame
BEFORE_ALL: Final = -1.0  # player seconds


def in_order(frames: Iterable[TimedFrame]) -> Iterator[TimedFrame]:
    """The frames whose times ascend; the last one is held back until the next one has come."""
    held: TimedFrame | None = None
    last_s = BEFORE_ALL
    for frame in frames:
        if held is None or frame[0] >= held[0]:
            if held is not None:
                last_s = held[0]
                yield held
            held = frame
        elif frame[0] >= last_s:
            held = frame  # the held one was too late
    if held is not None:
        yield held
