"""The interface of decoders, and what all of them share: frames, frame rate limit, sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from vindex_assets.media.clock.losses import Losses

Picture = npt.NDArray[np.uint8]  # RGB of shape (height, width, 3)
Luma = npt.NDArray[np.uint8]  # brightness of shape (height, width)

TIMESTAMP_TOLERANCE_S: Final = 0.001  # time stamps are rounded to ticks of at most a millisecond
THUMBNAIL_SHORT_SIDE: Final = 108  # pixels: three for each cell of the near-duplicate test
LUMA_SHORT_SIDE: Final = 216  # pixels: letters of 1/30 of the height have 7, and strokes of about one
DECODER_THREADS: Final = 2  # more are faster on one file, but each costs memory and a tenth more CPU time


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """A frame and its presentation time.

    Attributes:
        index: Number of the frame in the video, from 0.
        time_s: Presentation time in player seconds.
        render: Makes the picture, upright and with square pixels, with a short side of at most the given pixels.
        render_luma: Makes its brightness alone, likewise; costs a third of that.
        short_side: The short side that the decoder was asked for.
        size: Width and height as shown, in square pixels and before scaling; a stream may change it at any frame.
    """

    index: int
    time_s: float
    render: Callable[[int], Picture] = field(repr=False, compare=False)
    render_luma: Callable[[int], Luma] = field(repr=False, compare=False)
    short_side: int
    size: tuple[int, int]

    @property
    def image(self) -> Picture:
        """The picture in the size that the decoder was asked for; rendered anew at every access."""
        return self.render(self.short_side)

    @property
    def thumbnail(self) -> Picture:
        """The picture in the size in which pictures are compared; rendered anew at every access."""
        return self.render(THUMBNAIL_SHORT_SIDE)

    @property
    def luma(self) -> Luma:
        """The brightness in the size in which letters are looked for; rendered anew at every access."""
        return self.render_luma(LUMA_SHORT_SIDE)


class Decoder(Protocol):
    """Decodes one video from beginning to end."""

    name: str

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """Frames in presentation order, at most `max_fps` per second; no more than a few are in memory at once.

        Args:
            max_fps: A frame is due 1 / `max_fps` after the last one; the first at or after its due time is returned.
            short_side: Largest short side of the pictures, in pixels.
            keyframes: Key frames only.

        Raises:
            DecoderError: this decoder cannot continue; `PyAvDecoder` can.
        """
        ...

    def losses(self) -> Losses:
        """Packets so far that could not be decoded, or whose frame is marked corrupt, and where they lie."""
        ...


class DecoderError(Exception):
    """A decoder does not support a file, or met damage; without the library's text, which holds memory addresses."""


class FrameRateLimiter:
    """Accepts at most `max_fps` frames per second, by their times."""

    def __init__(self, *, max_fps: float) -> None:
        self._interval_s = 1 / max_fps
        self._due_s = 0.0

    def accepts(self, time_s: float) -> bool:
        """Whether a frame is due at `time_s`; if so the next one is due an interval later."""
        if time_s < self._due_s - TIMESTAMP_TOLERANCE_S:
            return False
        self.restart(max(time_s, self._due_s))
        return True

    def restart(self, time_s: float) -> None:
        """Make the next frame due an interval after `time_s`."""
        self._due_s = time_s + self._interval_s


def limited_positions(seconds: npt.NDArray[np.float64], *, max_fps: float) -> list[int]:
    """Positions of the ascending times that `FrameRateLimiter` accepts, by binary search from one to the next."""
    positions: list[int] = []
    due_s, position = 0.0, int(np.searchsorted(seconds, -TIMESTAMP_TOLERANCE_S))
    while position < len(seconds):
        positions.append(position)
        due_s = max(float(seconds[position]), due_s) + 1 / max_fps
        position = max(position + 1, int(np.searchsorted(seconds, due_s - TIMESTAMP_TOLERANCE_S)))
    return positions


def fit_size(width: int, height: int, *, short_side: int) -> tuple[int, int]:
    """Size of the same aspect ratio with a short side of at most `short_side`; never enlarged, at least 1 x 1."""
    scale = min(1.0, short_side / max(1, min(width, height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def downscale(picture: Picture, short_side: int) -> Picture:
    """A picture whose short side is at most `short_side`, by area averaging."""
    import cv2

    height, width = picture.shape[:2]
    size = fit_size(width, height, short_side=short_side)
    if size == (width, height):
        return picture
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]  # uint8 in, uint8 out


def downscale_luma(picture: Picture, short_side: int) -> Luma:
    """The brightness of a picture whose short side is at most `short_side`.

    By bilinear interpolation: of pictures up to two and a half times as large it finds the same letters as area
    averaging, in a tenth of the time.
    """
    import cv2

    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    size = fit_size(luma.shape[1], luma.shape[0], short_side=short_side)
    return cv2.resize(luma, size, interpolation=cv2.INTER_LINEAR)  # type: ignore[return-value]  # uint8 in, uint8 out
