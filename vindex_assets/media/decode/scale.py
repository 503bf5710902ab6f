"""From a decoder's frame to an upright RGB picture, in the size asked for and nothing larger on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vindex_assets.media.decode.base import Picture, fit_size
from vindex_assets.media.manifest import VideoManifest

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

QUARTER_TURNS: Final = {0: 0, 90: 3, 180: 2, 270: 1}  # numpy turns anticlockwise


class FrameScaler:
    """Makes pictures of PyAV's frames of one video.

    FFmpeg's scaler is kept from frame to frame, one for each size: making it anew took four times as long as using it.
    """

    def __init__(self, manifest: VideoManifest) -> None:
        self._rotation = manifest.rotation
        self._mirrored = manifest.mirrored
        turned = manifest.rotation in {90, 270}
        self._stored = (manifest.height, manifest.width) if turned else (manifest.width, manifest.height)
        self._scalers: dict[int, Any] = {}

    def to_rgb(self, frame: VideoFrame, short_side: int) -> Picture:
        """RGB of shape (height, width, 3), turned as players do."""
        from av.video.reformatter import VideoReformatter

        scaler = self._scalers.setdefault(short_side, VideoReformatter())
        width, height = fit_size(*self._stored, short_side=short_side)
        made: Any = scaler.reformat(frame, width=width, height=height, format="rgb24", threads=1)
        image = made.to_ndarray()[:, ::-1] if self._mirrored else made.to_ndarray()
        return np.ascontiguousarray(np.rot90(image, QUARTER_TURNS[self._rotation]))
