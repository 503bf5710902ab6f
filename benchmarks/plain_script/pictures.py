"""Frames, kept by the rule of vindex: the first of each shot, what has come to rest, and every 5 s of motion.

PyAV decodes a film once; PySceneDetect finds its shots.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import av
import cv2
import numpy as np
import numpy.typing as npt
from scenedetect import FrameTimecode
from scenedetect.detectors import ContentDetector

SHOT_FPS: Final = 8.0  # frames a second that are searched for shots
DISTANCE_S: Final = 0.5  # between two frames that are compared or kept
MOTION_S: Final = 5.0  # of a picture in motion one is kept
SMALL: Final = (128, 72)  # width and height of the pictures that are compared
CELLS: Final = (64, 36)
CELL_TOLERANCE: Final = 20  # levels of 255
MAX_CHANGED_CELLS: Final = 5
MIN_HISTOGRAM_DISTANCE: Final = 0.4  # at a cut; a camera that moves changes the picture as much, but not its colours
BINS: Final = [8, 4, 8]  # hue, saturation, brightness
RANGES: Final = [0, 180, 0, 256, 0, 256]
SHORT_SIDE: Final = 512  # of a kept picture
JPEG_QUALITY: Final = 85
CLOCK: Final = 1000.0  # ticks a second of PySceneDetect's time codes

Picture = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """A kept frame: the seconds for which it stands, and its JPEG."""

    start_s: float
    end_s: float
    jpeg: Path


def keep_frames(film: Path, folder: Path) -> list[Frame]:
    """The kept frames of a film, as JPEGs in a folder; none where it has no picture."""
    folder.mkdir(parents=True, exist_ok=True)
    kept: list[Frame] = []
    for time_s, frame in _changes(film):
        path = folder / f"{len(kept):06}.jpg"
        picture = frame.to_ndarray(format="bgr24")
        cv2.imwrite(str(path), _scaled(picture), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        kept.append(Frame(time_s, time_s + DISTANCE_S, path))
    ends = [frame.start_s for frame in kept[1:]]
    return [*(replace(frame, end_s=end_s) for frame, end_s in zip(kept, ends, strict=False)), *kept[-1:]]


def _changes(film: Path) -> Iterator[tuple[float, Any]]:
    """The frames to keep, with their times."""
    shots = ContentDetector(min_scene_len=0)
    kept, kept_s, before, before_s = None, -MOTION_S, None, -DISTANCE_S
    is_cut, colours = False, np.zeros(0)  # no colours yet
    for time_s, frame in _sampled(film):
        small = frame.reformat(*SMALL, format="bgr24").to_ndarray()
        last_colours, colours = colours, _histogram(small)
        has_changed = bool(shots.process_frame(FrameTimecode(time_s, fps=CLOCK), small)) and last_colours.size > 0
        is_cut |= has_changed and bool(np.abs(colours - last_colours).sum() / 2 >= MIN_HISTOGRAM_DISTANCE)
        if time_s - (kept_s if is_cut else before_s) < DISTANCE_S:
            continue
        cells = _cells(small)
        if kept is None or is_cut or (_differ(cells, kept) and _is_due(cells, before, time_s - kept_s)):
            kept, kept_s, is_cut = cells, time_s, False
            yield time_s, frame
        before, before_s = cells, time_s


def _is_due(cells: Picture, before: Picture | None, gap_s: float) -> bool:
    """Whether a picture that differs from the one kept last has come to rest, or has been in motion for long."""
    return gap_s >= MOTION_S or (before is not None and not _differ(cells, before))


def _cells(small: Picture) -> Picture:
    return cv2.resize(small, CELLS, interpolation=cv2.INTER_AREA).astype(np.int16)


def _differ(one: Picture, other: Picture) -> bool:
    return int((np.abs(one - other).max(axis=2) > CELL_TOLERANCE).sum()) > MAX_CHANGED_CELLS


def _histogram(small: Picture) -> Picture:
    counts = cv2.calcHist([cv2.cvtColor(small, cv2.COLOR_BGR2HSV)], [0, 1, 2], None, BINS, RANGES)
    return np.asarray(counts / (small.shape[0] * small.shape[1]))


def _sampled(film: Path) -> Iterator[tuple[float, Any]]:
    """Frames at SHOT_FPS."""
    with av.open(str(film)) as container:
        if not container.streams.video:
            return
        container.streams.video[0].thread_type = "AUTO"
        next_s = 0.0
        for frame in container.decode(video=0):
            time_s = frame.time or 0.0
            if time_s >= next_s:
                next_s = time_s + 1 / SHOT_FPS
                yield time_s, frame


def _scaled(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    scale = SHORT_SIDE / min(height, width)
    if scale >= 1:
        return picture
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
