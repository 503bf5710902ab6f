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
from vindex_assets.media.packets import NO_TIME, Flags, PacketTable

SKIPPED: Final = 0
NEEDED: Final = 1  # to decode others; a frame that no other refers to may be dropped by the decoder
WANTED: Final = 2

Steps = npt.NDArray[np.uint8]


def plannable(table: PacketTable) -> bool:
    """Whether packets tell the frames: each is shown at a time of its own, and the first can be decoded alone."""
    if len(table.ticks) == 0 or not table.key[0] or (table.ticks == NO_TIME).any():
        return False
    shown = table.ticks[table.shown]
    return len(shown) > 0 and len(np.unique(shown)) == len(shown)


def wanted(table: PacketTable, *, start_s: float, max_fps: float, keyframes: bool) -> Flags:
    """Which packets hold the frames that have their turn.

    Args:
        table: In which every packet has a time.
        start_s: The container's time of the player's zero.
        max_fps: Frames a second.
        keyframes: Only key frames are taken.
    """
    offered = np.flatnonzero(table.shown & table.key if keyframes else table.shown)
    in_time = offered[np.argsort(table.ticks[offered], kind="stable")]
    seconds = table.seconds(table.ticks[in_time]) - start_s
    chosen = np.zeros(len(table.ticks), np.bool_)
    chosen[in_time[limited_positions(seconds, max_fps=max_fps)]] = True
    return chosen


def plan(table: PacketTable, chosen: Flags) -> Steps:
    """For each packet whether it is SKIPPED, NEEDED or WANTED.

    Args:
        table: Of a file that is `plannable`.
        chosen: True of the packets whose frames are wanted.
    """
    begins = np.flatnonzero(table.key)
    ends = np.append(begins[1:], len(table.key))
    steps = np.zeros(len(table.key), np.uint8)
    whole = False  # whether the group after this one needs all of it
    for begin, end in zip(begins[::-1].tolist(), ends[::-1].tolist(), strict=True):
        group = np.flatnonzero(chosen[begin:end])
        if whole or len(group):
            steps[begin : end if whole else begin + int(group[-1]) + 1] = NEEDED
        whole = bool((table.ticks[begin:end][group] < table.ticks[begin]).any())
    steps[chosen] = WANTED
    return steps
