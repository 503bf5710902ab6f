"""Frame timing of a video, measured from its packets: count, frame rate, variability, key frame distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.packets import NO_PTS, PacketTable

ROUNDING_TICKS: Final = 1.5  # a frame duration that is no whole number of ticks alternates between two
JITTER: Final = 0.1  # share of the median frame duration: smaller deviations are clock jitter
MAX_IRREGULAR_SHARE: Final = 0.02  # measured: 0 at constant rate, 0.018 with a lost frame, 0.056 for a screen recording


@dataclass(frozen=True, slots=True)
class FrameTiming:
    """Timing of the displayed frames.

    Attributes:
        frame_count: Displayed frames.
        fps: Average frame rate; None with fewer than two distinct times.
        variable_frame_rate: Whether a noticeable share of frames deviates from the usual duration.
        keyframe_every_s: Mean distance of key frames in seconds; None with fewer than two.
        last_pts_s: Presentation time of the last frame in container seconds; None where no packet has one.
    """

    frame_count: int
    fps: float | None
    variable_frame_rate: bool
    keyframe_every_s: float | None
    last_pts_s: float | None


def measure_frame_timing(table: PacketTable) -> FrameTiming:
    """Timing by the packets of a video stream; packets that an edit list discards do not count."""
    timed = table.displayed & (table.pts != NO_PTS)
    pts = np.sort(table.pts[timed])
    seconds = table.seconds(pts)
    return FrameTiming(
        frame_count=int(table.displayed.sum()),
        fps=_frame_rate(seconds),
        variable_frame_rate=_is_variable(np.diff(pts)),
        keyframe_every_s=_mean_distance(table.seconds(np.sort(table.pts[timed & table.keyframe]))),
        last_pts_s=float(seconds[-1]) if len(seconds) else None,
    )


def _frame_rate(seconds: npt.NDArray[np.float64]) -> float | None:
    frame_duration_s = _mean_distance(seconds)
    return round(1 / frame_duration_s, 3) if frame_duration_s else None


def _mean_distance(seconds: npt.NDArray[np.float64]) -> float | None:
    """Mean distance of ascending times; None for fewer than two, or where all are equal."""
    intervals = len(seconds) - 1
    span_s = float(seconds[-1] - seconds[0]) if intervals > 0 else 0.0
    return span_s / intervals if span_s > 0 else None


def _is_variable(durations: npt.NDArray[np.int64]) -> bool:
    """Whether a noticeable share of frame durations, in ticks, deviates from the median."""
    if len(durations) == 0:
        return False
    median = np.median(durations)
    irregular = np.abs(durations - median) > max(ROUNDING_TICKS, JITTER * float(median))
    return bool(irregular.mean() > MAX_IRREGULAR_SHARE)
