"""Decoding with PyAV (FFmpeg): reads everything, steps over damage, knows edit lists and rotation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vindex_assets.media.container import decoded, open_container
from vindex_assets.media.decode.base import EARLY_S, DecodedFrame, Pace, Picture, fitted
from vindex_assets.media.probe import VideoManifest

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

QUARTER_TURNS: Final = {0: 0, 90: 3, 180: 2, 270: 1}  # numpy turns anticlockwise


class PyAvDecoder:
    """Sequential decoding of the manifest's video stream."""

    name = "pyav"

    def __init__(self, path: Path, manifest: VideoManifest) -> None:
        self._path = path
        self._manifest = manifest
        self._lost = 0

    def lost(self) -> int:
        """How many packets could not be decoded so far, or gave a picture that is known to be broken."""
        return self._lost

    def frames(self, *, max_fps: float, short_side: int) -> Iterator[DecodedFrame]:
        """Frames in the order of their times, damaged packets left out."""
        pace = Pace(max_fps=max_fps)
        self._lost = 0
        for index, frame in enumerate(self._decoded()):
            time_s = self._time(frame)
            if time_s is not None and pace.takes(time_s):
                yield DecodedFrame(index, time_s, self._picture(frame, short_side))

    def _decoded(self) -> Iterator[VideoFrame]:
        with open_container(self._path) as container:
            stream: Any = container.streams[self._manifest.video_stream or 0]  # which kind, only the manifest knows
            stream.thread_type = "AUTO"
            for frame in decoded(container, stream, on_loss=self._lose):
                if frame.is_corrupt:
                    self._lose()  # and yet given: most of such a picture is mostly right
                yield frame

    def _lose(self) -> None:
        self._lost += 1

    def _time(self, frame: VideoFrame) -> float | None:
        """Player's time of a frame; None where it has none or an edit list cuts it off."""
        if frame.pts is None or frame.time_base is None:
            return None
        time_s = float(frame.pts * frame.time_base) - self._manifest.start_s
        return None if time_s < -EARLY_S else max(0.0, time_s)

    def _picture(self, frame: VideoFrame, short_side: int) -> Picture:
        turned = self._manifest.rotation in {90, 270}
        shown = (self._manifest.width, self._manifest.height)
        width, height = fitted(*(reversed(shown) if turned else shown), short_side=short_side)
        image: Any = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
        return np.ascontiguousarray(np.rot90(image, QUARTER_TURNS[self._manifest.rotation]))
