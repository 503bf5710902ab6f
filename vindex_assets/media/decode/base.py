"""What a decoder gives, whichever library does the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

TIMESTAMP_TOLERANCE_S: Final = 0.001  # timestamps are rounded: a frame a millisecond before its turn is on time
THUMBNAIL_SHORT_SIDE: Final = 108  # pixels of the short side: three for each cell that two pictures are compared by
DECODER_THREADS: Final = 2  # of a decoder: more save time on one file, and take memory and a tenth more work each


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """A picture and when it is shown.

    `index` counts the video's frames from 0, `time_s` is the player's time. Pictures are RGB of shape
    (height, width, 3), upright, with square pixels, and are made when they are asked for: `scaled(n)` has a short side
    of at most n pixels.
    """

    index: int
    time_s: float
    render: Callable[[int], Picture] = field(repr=False, compare=False)
    short_side: int

    @property
    def image(self) -> Picture:
        """The picture in the size that was asked of the decoder."""
        return self.render(self.short_side)

    @property
    def thumbnail(self) -> Picture:
        """The picture as it is compared with others."""
        return self.render(THUMBNAIL_SHORT_SIDE)


class Decoder(Protocol):
    """Reads one video from its beginning to its end."""

    name: str

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """Frames in the order of their times, at most `max_fps` a second, never more than a few held at once.

        Args:
            max_fps: The first frame at or after each turn is given, and no turn comes sooner than 1 / `max_fps`.
            short_side: Pixels that the short side of the pictures has at most.
            keyframes: Only frames that can be decoded without any other.

        Raises:
            DecoderTrouble: this decoder cannot go on; `PyAvDecoder` can.
        """
        ...

    def lost_packets(self) -> int:
        """How many packets could not be decoded so far, or gave a picture that is known to be broken."""
        ...


class DecoderError(Exception):
    """A decoder met data that it cannot read; the text of its library is not passed on, it names addresses."""


class FrameRateLimiter:
    """Lets through at most so many frames a second, by their times."""

    def __init__(self, *, max_fps: float) -> None:
        self._apart_s = 1 / max_fps
        self._due = 0.0

    def accepts(self, time_s: float) -> bool:
        """Whether the frame at `time_s` has its turn; one that goes back in time has none."""
        if time_s < self._due - TIMESTAMP_TOLERANCE_S:
            return False
        self.restart(max(time_s, self._due))
        return True

    def restart(self, time_s: float) -> None:
        """Count the next turn from `time_s` on."""
        self._due = time_s + self._apart_s


def limited_positions(seconds: npt.NDArray[np.float64], *, max_fps: float) -> list[int]:
    """Positions of the times that `Pace` lets through, of times in order; looks at no others."""
    taken: list[int] = []
    due, at = 0.0, int(np.searchsorted(seconds, -TIMESTAMP_TOLERANCE_S))
    while at < len(seconds):
        taken.append(at)
        due = max(float(seconds[at]), due) + 1 / max_fps
        at = max(at + 1, int(np.searchsorted(seconds, due - TIMESTAMP_TOLERANCE_S)))
    return taken


def fit_size(width: int, height: int, *, short_side: int) -> tuple[int, int]:
    """Size with the same shape whose short side is at most `short_side`; never larger than given, at least 1 x 1."""
    scale = min(1.0, short_side / max(1, min(width, height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def downscale(picture: Picture, short_side: int) -> Picture:
    """A picture whose short side is at most `short_side`: each pixel the mean of those it stands for."""
    import cv2

    height, width = picture.shape[:2]
    size = fit_size(width, height, short_side=short_side)
    if size == (width, height):
        return picture
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]  # uint8 in, uint8 out
