"""Conversion of a decoder's frame to an upright RGB picture, scaled first so that nothing larger is ever made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Luma, Picture, fit_size
from vindex_assets.media.manifest import VideoManifest

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

QUARTER_TURNS: Final = {0: 0, 90: 3, 180: 2, 270: 1}  # clockwise degrees as numpy's anticlockwise quarter turns


class FrameScaler:
    """Converts PyAV's frames of one video.

    One scaler of FFmpeg per size is kept from frame to frame: creating it took four times as long as using it.
    """

    def __init__(self, manifest: VideoManifest) -> None:
        self._rotation = manifest.rotation
        self._mirrored = manifest.mirrored
        rotated = manifest.rotation in {90, 270}
        self._coded_size = (manifest.height, manifest.width) if rotated else (manifest.width, manifest.height)
        self._scalers: dict[tuple[str, int], Any] = {}

    def to_rgb(self, frame: VideoFrame, short_side: int) -> Picture:
        """RGB of shape (height, width, 3): scaled to square pixels, then mirrored, then rotated, as players do."""
        return self._convert(frame, short_side, "rgb24")

    def to_luma(self, frame: VideoFrame, short_side: int) -> Luma:
        """Brightness of shape (height, width), in the same place; of most formats FFmpeg scales one plane only."""
        return self._convert(frame, short_side, "gray")

    def _convert(self, frame: VideoFrame, short_side: int, pixel_format: str) -> npt.NDArray[np.uint8]:
        from av.video.reformatter import VideoReformatter

        scaler = self._scalers.setdefault((pixel_format, short_side), VideoReformatter())
        width, height = fit_size(*self._coded_size, short_side=short_side)
        scaled: Any = scaler.reformat(frame, width=width, height=height, format=pixel_format, threads=1)
        image = scaled.to_ndarray()[:, ::-1] if self._mirrored else scaled.to_ndarray()
        return np.ascontiguousarray(np.rot90(image, QUARTER_TURNS[self._rotation]))
