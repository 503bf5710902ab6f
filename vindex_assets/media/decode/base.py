"""What a decoder gives, whichever library does the work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

EARLY_S: Final = 0.001  # timestamps are rounded: a frame a millisecond before its turn is on time


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
        """How many packets could not be decoded so far, or gave a picture that is known to be broken."""
        ...


class DecoderTrouble(Exception):
    """A decoder met data that it cannot read; the text of its library is not passed on, it names addresses."""


class Pace:
    """Lets through at most so many frames a second, by their times."""

    def __init__(self, *, max_fps: float) -> None:
        self._apart_s = 1 / max_fps
        self._due = 0.0

    def takes(self, time_s: float) -> bool:
        """Whether the frame at `time_s` has its turn; one that goes back in time has none."""
        if time_s < self._due - EARLY_S:
            return False
        self._due = max(time_s, self._due) + self._apart_s
        return True


def fitted(width: int, height: int, *, short_side: int) -> tuple[int, int]:
    """Size with the same shape whose short side is at most `short_side`; never larger than given, at least 1 x 1."""
    scale = min(1.0, short_side / max(1, min(width, height)))
    return max(1, round(width * scale)), max(1, round(height * scale))
