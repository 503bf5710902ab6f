"""Which packets a decoder must be given so that just the frames wanted come out, and come out exact.

A frame can be decoded when all packets of its group of pictures before it, from the key frame on, have been. So
groups without a wanted frame are left out, and of the others what comes after the last wanted one. (Where a group
begins with frames that are shown before its key frame, they need the whole group before it: an open group.)
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import limited_positions
from vindex_assets.media.packets import NO_PTS, Flags, PacketTable

SKIP: Final = 0
REFERENCE: Final = 1  # to decode others; a frame that no other refers to may be dropped by the decoder
OUTPUT: Final = 2

PacketActions = npt.NDArray[np.uint8]


def is_plannable(table: PacketTable) -> bool:
    """Whether packets tell the frames: each is shown at a time of its own, and the first can be decoded alone."""
    if len(table.pts) == 0 or not table.keyframe[0] or (table.pts == NO_PTS).any():
        return False
    shown = table.pts[table.displayed]
    return len(shown) > 0 and len(np.unique(shown)) == len(shown)


def select_packets(table: PacketTable, *, start_s: float, max_fps: float, keyframes: bool) -> Flags:
    """Which packets hold the frames that have their turn.

    Args:
        table: In which every packet has a time.
        start_s: The container's time of the player's zero.
        max_fps: Frames a second.
        keyframes: Only key frames are taken.
    """
    offered = np.flatnonzero(table.displayed & table.keyframe if keyframes else table.displayed)
    in_time = offered[np.argsort(table.pts[offered], kind="stable")]
    seconds = table.seconds(table.pts[in_time]) - start_s
    chosen = np.zeros(len(table.pts), np.bool_)
    chosen[in_time[limited_positions(seconds, max_fps=max_fps)]] = True
    return chosen


def plan_packets(table: PacketTable, chosen: Flags) -> PacketActions:
    """For each packet whether it is SKIPPED, NEEDED or WANTED.

    Args:
        table: Of a file that is `plannable`.
        chosen: True of the packets whose frames are wanted.
    """
    begins = np.flatnonzero(table.keyframe)
    ends = np.append(begins[1:], len(table.keyframe))
    steps = np.zeros(len(table.keyframe), np.uint8)
    whole = False  # whether the group after this one needs all of it
    for begin, end in zip(begins[::-1].tolist(), ends[::-1].tolist(), strict=True):
        group = np.flatnonzero(chosen[begin:end])
        if whole or len(group):
            steps[begin : end if whole else begin + int(group[-1]) + 1] = REFERENCE
        whole = bool((table.pts[begin:end][group] < table.pts[begin]).any())
    steps[chosen] = OUTPUT
    return steps
