"""Which packets of a stream a decoder must be fed so that exactly the selected frames come out, bit-exact.

A frame can be decoded once all packets of its group of pictures (GOP) before it, from the key frame on, have been
decoded. So GOPs without a selected frame are skipped, and in the others everything after the last selected frame:

    packet (file order)     I0  P1  P2  P3 |  I4  P5  P6  P7 | I10  b8  b9 P11      numbers are presentation times
    selected: 2 and 11      ref ref OUT  .     .   .   .   .    ref ref ref OUT
    selected: 8              .   .   .   .    ref ref ref ref   ref OUT  .   .

In the last line the GOP is open: 8 and 9 are presented before its key frame and refer to the GOP before, which is
therefore fed whole. (ITU-T H.265 calls them leading pictures.)
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import limited_positions
from vindex_assets.media.packets import NO_PTS, Flags, PacketTable

SKIP: Final = 0
REFERENCE: Final = 1  # fed because others may refer to it; where none does, the decoder may drop it
OUTPUT: Final = 2

PacketActions = npt.NDArray[np.uint8]


def is_plannable(table: PacketTable) -> bool:
    """Whether packets map to frames: each displayed one has a time of its own, and the first is a key frame."""
    if len(table.pts) == 0 or not table.keyframe[0] or (table.pts == NO_PTS).any():
        return False
    displayed = table.pts[table.displayed]
    return len(displayed) > 0 and len(np.unique(displayed)) == len(displayed)


def select_packets(table: PacketTable, *, start_s: float, max_fps: float, keyframes: bool) -> Flags:
    """Which packets hold the frames that a `FrameRateLimiter` accepts.

    Args:
        table: With a time for every packet.
        start_s: Container time of player time zero.
        max_fps: Frames per second.
        keyframes: Key frames only.
    """
    candidates = np.flatnonzero(table.displayed & table.keyframe if keyframes else table.displayed)
    by_time = candidates[np.argsort(table.pts[candidates], kind="stable")]
    seconds = table.seconds(table.pts[by_time]) - start_s
    selected = np.zeros(len(table.pts), np.bool_)
    selected[by_time[limited_positions(seconds, max_fps=max_fps)]] = True
    return selected


def plan_packets(table: PacketTable, selected: Flags) -> PacketActions:
    """SKIP, REFERENCE or OUTPUT for each packet.

    GOPs are visited from the last to the first, because an open GOP decides on the one before it.

    Args:
        table: For which `is_plannable` holds.
        selected: True for the packets whose frames are to come out.
    """
    actions = np.zeros(len(table.pts), np.uint8)
    next_is_open = False  # whether a frame selected in the GOP after this one refers to this one
    for begin, end in reversed(_gops(table)):
        positions = begin + np.flatnonzero(selected[begin:end])
        if next_is_open:
            actions[begin:end] = REFERENCE
        elif len(positions):
            actions[begin : int(positions[-1])] = REFERENCE  # that one itself is OUTPUT, below
        next_is_open = bool((table.pts[positions] < table.pts[begin]).any())
    actions[selected] = OUTPUT
    return actions


def _gops(table: PacketTable) -> list[tuple[int, int]]:
    """First and end position of each GOP: from a key frame to before the next one."""
    begins = np.flatnonzero(table.keyframe).tolist()
    return list(zip(begins, [*begins[1:], len(table.keyframe)], strict=True))
