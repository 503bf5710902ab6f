"""What the packets of a video tell of its frames: how many, how fast, how evenly, how often one stands by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.packets import NO_PTS, PacketTable

ROUNDING_TICKS: Final = 1.5  # a rate that is no whole number of ticks goes up and down by one
UNEVEN: Final = 0.1  # of the usual distance: less is jitter of a clock
SHARE_UNEVEN: Final = 0.02  # measured: 0 for films of one rate, 0.018 with a frame lost, 0.056 for a screen recording


@dataclass(frozen=True, slots=True)
class FrameTiming:
    """Frames that are shown: their number, how many a second, whether evenly, seconds from key frame to key frame.

    `last_s` is when the last one begins, in seconds of the container; None where no packet has a time.
    """

    frame_count: int
    fps: float | None
    variable_frame_rate: bool
    keyframe_every_s: float | None
    last_pts_s: float | None


def measure_frame_timing(table: PacketTable) -> FrameTiming:
    """Facts of a table; packets that an edit list hides do not count."""
    timed = table.displayed & (table.pts != NO_PTS)
    ticks = np.sort(table.pts[timed])
    seconds = table.seconds(ticks)
    return FrameTiming(
        frame_count=int(table.displayed.sum()),
        fps=_each_second(seconds),
        variable_frame_rate=_uneven(np.diff(ticks)),
        keyframe_every_s=_distance(table.seconds(np.sort(table.pts[timed & table.keyframe]))),
        last_pts_s=float(seconds[-1]) if len(seconds) else None,
    )


def _each_second(seconds: npt.NDArray[np.float64]) -> float | None:
    distance = _distance(seconds)
    return round(1 / distance, 3) if distance else None


def _distance(seconds: npt.NDArray[np.float64]) -> float | None:
    """Mean seconds from one to the next; None of fewer than two, or of all at once."""
    spans = len(seconds) - 1
    taken_s = float(seconds[-1] - seconds[0]) if spans > 0 else 0.0
    return taken_s / spans if taken_s > 0 else None


def _uneven(distances: npt.NDArray[np.int64]) -> bool:
    """Whether a noticeable share of frames stands for another time than the usual one."""
    if len(distances) == 0:
        return False
    usual = np.median(distances)
    off = np.abs(distances - usual) > max(ROUNDING_TICKS, UNEVEN * float(usual))
    return bool(off.mean() > SHARE_UNEVEN)
