"""Conversion of a decoder's frame to an upright RGB picture, scaled first so that nothing larger is ever made.

frame ---- interlaced, and shown large: deinterlaced ----+
  |                                                      v
  +----------------- scaled to square pixels, in one of the packed formats
                            |                |                  |
                          rgb24            rgba              rgb48
                            |            its ground        tone mapping
                            v                v                  v
                           mirrored, then rotated, as players do
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Luma, Picture, fit_size
from vindex_assets.media.decode.picture.deinterlace import deinterlaced
from vindex_assets.media.decode.picture.geometry import FrameGeometry
from vindex_assets.media.decode.picture.ground import has_alpha, on_ground
from vindex_assets.media.decode.picture.tone_map import tone_mapped, tone_mapped_luma
from vindex_assets.media.frame_properties import TRANSFERS, UNSPECIFIED
from vindex_assets.media.manifest import Transfer, VideoManifest

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

QUARTER_TURNS: Final = {0: 0, 90: 3, 180: 2, 270: 1}  # clockwise degrees as numpy's anticlockwise quarter turns
COMBS_VISIBLE: Final = 3  # scaled down by more than this, the two fields of a frame are one blur in every picture


class FrameScaler:
    """Converts PyAV's frames of one video, each by its own geometry and colours.

    One scaler of FFmpeg per size is kept from frame to frame: creating it took four times as long as using it.
    """

    def __init__(self, manifest: VideoManifest) -> None:
        self._hdr = manifest.hdr
        self._scalers: dict[tuple[str, int], Any] = {}

    def to_rgb(self, frame: VideoFrame, geometry: FrameGeometry, short_side: int) -> Picture:
        """RGB of shape (height, width, 3): scaled to square pixels, then mirrored, then rotated, as players do."""
        transfer = self._transfer(frame)
        if transfer:
            codes = self._scaled(frame, geometry, short_side, "rgb48le")
            return _upright(tone_mapped(codes, transfer, frame.color_primaries), geometry)
        if has_alpha(frame.format):
            return _upright(on_ground(self._scaled(frame, geometry, short_side, "rgba")), geometry)
        return _upright(self._scaled(frame, geometry, short_side, "rgb24"), geometry)

    def to_luma(self, frame: VideoFrame, geometry: FrameGeometry, short_side: int) -> Luma:
        """Brightness of shape (height, width), in the same place; of most formats FFmpeg scales one plane only."""
        import cv2

        if has_alpha(frame.format):
            picture = self.to_rgb(frame, geometry, short_side)
            return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)  # type: ignore[return-value]  # uint8 in, uint8 out
        luma, transfer = self._scaled(frame, geometry, short_side, "gray"), self._transfer(frame)
        return _upright(tone_mapped_luma(luma, transfer) if transfer else luma, geometry)

    def _transfer(self, frame: VideoFrame) -> Transfer | None:
        """The transfer function of a frame of high dynamic range; where it states none, that of the stream holds."""
        return self._hdr if frame.color_trc == UNSPECIFIED else TRANSFERS.get(frame.color_trc)

    def _scaled(self, frame: VideoFrame, geometry: FrameGeometry, short_side: int, pixel_format: str) -> Any:
        """An array in a packed pixel format, not yet upright."""
        from av.video.reformatter import VideoReformatter

        scaler = self._scalers.setdefault((pixel_format, short_side), VideoReformatter())
        width, height = fit_size(*geometry.unturned, short_side=short_side)
        if frame.interlaced_frame and pixel_format != "gray" and height * COMBS_VISIBLE > frame.height:
            frame = deinterlaced(frame, pixel_format)
        scaled: Any = scaler.reformat(frame, width=width, height=height, format=pixel_format, threads=1)
        return scaled.to_ndarray()


def _upright(image: npt.NDArray[np.uint8], geometry: FrameGeometry) -> npt.NDArray[np.uint8]:
    if geometry.mirrored:
        image = image[:, ::-1]
    return np.ascontiguousarray(np.rot90(image, QUARTER_TURNS[geometry.rotation]))
