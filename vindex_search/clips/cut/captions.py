"""Subtitles drawn into frames: white with a dark rim, at the bottom, where players put them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_search.clips.cut.task import TOLERANCE_S, CutTask

LINE_SHARE: Final = 0.05  # height of a line as a share of the picture's shorter side (EBU-TT-D: 1/15 of the height)
BOTTOM_SHARE: Final = 0.05  # left free below
WHITE, BLACK, GREY = 235, 16, 128  # of limited range
WHOLE: Final = 255

Mask = npt.NDArray[np.float32]


class Captions:
    """The captions of a task."""

    def __init__(self, task: CutTask) -> None:
        self._task = task

    def drawn(self, frame: Any, at_s: float) -> Any:
        """A frame of yuv420p with the captions of a time; the frame itself where there are none."""
        text = "\n".join(
            text for start, end, text in self._task.captions if start - TOLERANCE_S <= at_s < end - TOLERANCE_S
        )
        return _blended(frame, text, self._task.font) if text else frame


def _blended(frame: Any, text: str, font: str | None) -> Any:
    import av

    planes = frame.to_ndarray()
    height, width = frame.height, frame.width
    letters, rim = masks(width, height, text, font)
    luma = planes[:height]
    luma[:] = np.rint((luma * (1 - rim) + BLACK * rim) * (1 - letters) + WHITE * letters)
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    covered = np.maximum(letters, rim).reshape(height // 2, 2, width // 2, 2).max(axis=(1, 3))
    chroma[:] = np.rint(chroma * (1 - covered) + GREY * covered)
    drawn = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    drawn.pts, drawn.time_base = frame.pts, frame.time_base
    drawn.colorspace, drawn.color_range = frame.colorspace, frame.color_range
    return drawn


@lru_cache(maxsize=4)  # a caption is on screen for a hundred frames, and those of two overlap at most
def masks(width: int, height: int, text: str, font: str | None) -> tuple[Mask, Mask]:
    """How much of each pixel is covered by letters, and by letters with their rim; 0 to 1."""
    from PIL import Image, ImageDraw

    size = max(8, round(min(width, height) * LINE_SHARE))
    rim = max(1, size // 12)
    found = load_font(font, size)
    covered = []
    for stroke in (0, rim):
        picture = Image.new("L", (width, height))
        draw = ImageDraw.Draw(picture)
        lowest = height - round(height * BOTTOM_SHARE)
        draw.multiline_text(
            (width / 2, lowest), text, fill=WHOLE, font=found, anchor="md", align="center", stroke_width=stroke
        )
        covered.append((np.asarray(picture, np.float32) / WHOLE).astype(np.float32))
    return covered[0], covered[1]


def load_font(path: str | None, size: int) -> Any:
    """A font of a file, or Pillow's own."""
    from PIL import ImageFont

    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
