"""The geometry of each frame: a stream may change its size, the shape of its pixels and its rotation at any frame.

Streams of calls change their size with the bandwidth and with the way a phone is held, broadcasts change the shape of
their pixels between programmes, joined files change everything. What the container states holds for the first frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vindex_assets.media.decode.picture.sample_aspect import SampleAspects
from vindex_assets.media.frame_properties import display_matrix, orientation, sample_aspect

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

Size = tuple[int, int]  # width and height in square pixels


@dataclass(frozen=True, slots=True)
class FrameGeometry:
    """How players show a frame.

    Attributes:
        unturned: Its size before the rotation.
        rotation: Clockwise degrees: 0, 90, 180 or 270.
        mirrored: Whether left and right are swapped before the rotation.
    """

    unturned: Size
    rotation: int = 0
    mirrored: bool = False

    @property
    def size(self) -> Size:
        """Width and height as shown."""
        width, height = self.unturned
        return (height, width) if self.rotation in {90, 270} else (width, height)


class GeometryReader:
    """Reads the geometry of the frames of a stream, each as it comes out of the decoder; key frames must not be missed.

    A display matrix of the container comes with every frame. One inside H.264 and HEVC (display orientation SEI) comes
    with the first frame of a sequence and holds for all of it.
    """

    def __init__(self, stream: Any) -> None:
        self._aspects = SampleAspects(stream)
        self._orientation = (0, False)

    def read(self, frame: VideoFrame) -> FrameGeometry:
        """The geometry of the frame that came out last."""
        if frame.key_frame or frame.rotation:
            self._orientation = orientation(display_matrix(frame))
        width = max(1, round(frame.width * sample_aspect(self._aspects.of(frame))))
        return FrameGeometry((width, frame.height), *self._orientation)
