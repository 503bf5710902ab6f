"""Films whose size, pixel shape or rotation changes inside their video stream, encoded from drawn pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

FPS: Final = 25
SQUARE: Final = 60  # pixels of the white square, as shown
Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Part:
    """A stretch of a stream: coded size, sample aspect ratio, level of its ground, length, marks of its edge."""

    width: int
    height: int
    aspect: Fraction = Fraction(1)
    level: int = 60
    frames: int = 30


def white_square(part: Part, number: int) -> Picture:
    """A picture on which a square is white, as wide as high when it is shown with the part's pixel shape."""
    picture = np.full((part.height, part.width, 3), part.level + number % 3, np.uint8)
    wide, high = round(min(SQUARE, part.height) / part.aspect), min(SQUARE, part.height)
    top, left = (part.height - high) // 2, (part.width - wide) // 2
    picture[top : top + high, left : left + wide] = 255
    return picture


def encode_parts(
    target: Path, parts: Sequence[Part], *, codec: str, pixel_format: str = "yuv420p", options: dict[str, str] | None = None
) -> Path:
    """Each part by an encoder of its own, their packets in one stream."""
    import av

    with av.open(str(target), "w") as sink:
        stream: Any = sink.add_stream(codec, rate=FPS)
        shaped(stream.codec_context, parts[0], pixel_format)
        number = 0
        for part in parts:
            encoder: Any = av.CodecContext.create(codec, "w")
            shaped(encoder, part, pixel_format)
            encoder.time_base, encoder.framerate = Fraction(1, FPS), Fraction(FPS)
            encoder.options = options or {}
            for place in [*range(part.frames), None]:
                frame = None if place is None else numbered(white_square(part, place), number + place)
                for packet in encoder.encode(frame):
                    packet.stream, packet.time_base = stream, Fraction(1, FPS)
                    sink.mux(packet)
            number += part.frames
    return target


def shaped(context: Any, part: Part, pixel_format: str) -> None:
    """Give an encoder the shape of a part."""
    context.width, context.height, context.pix_fmt = part.width, part.height, pixel_format
    context.sample_aspect_ratio, context.gop_size = part.aspect, 12


def numbered(picture: Picture, number: int) -> Any:
    """A frame of the film."""
    import av

    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    frame.pts, frame.time_base = number, Fraction(1, FPS)
    return frame


def square_of(picture: Picture) -> tuple[int, int]:
    """Width and height of what is white in a picture."""
    white = picture.min(axis=2) > 180
    return int(white.any(axis=0).sum()), int(white.any(axis=1).sum())
