"""What a decoder gives, whichever library does the work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """A picture and when it is shown.

    `index` counts the video's frames from 0, `time_s` is the player's time, `image` is RGB of shape (height, width, 3):
    upright, with square pixels, its short side at most what was asked for.
    """

    index: int
    time_s: float
    image: Picture


class Decoder(Protocol):
    """Reads one video from its beginning to its end."""

    name: str

    def frames(self, *, max_fps: float, short_side: int) -> Iterator[DecodedFrame]:
        """Frames in the order of their times, at most `max_fps` a second, never more than a few held at once.

        Raises:
            DecoderTrouble: this decoder cannot go on; another one may.
        """
        ...

    def lost(self) -> int:
        """Packets that could not be decoded so far."""
        ...


class DecoderTrouble(Exception):
    """A decoder met data that it cannot read; the text of its library is not passed on, it names addresses."""


def fitted(width: int, height: int, *, short_side: int) -> tuple[int, int]:
    """Size with the same shape whose short side is at most `short_side`; never larger than given, at least 1 x 1."""
    scale = min(1.0, short_side / max(1, min(width, height)))
    return max(1, round(width * scale)), max(1, round(height * scale))
