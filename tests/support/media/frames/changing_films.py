"""Films whose size, pixel shape or rotation changes inside their video stream, encoded from drawn pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
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
    target: Path,
    parts: Sequence[Part],
    *,
    codec: str,
    pixel_format: str = "yuv420p",
    options: dict[str, str] | None = None,
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
                    sink.mux(_in_stream(packet, stream))
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


# SEI of H.264 (payload type 47): neither flipped; 270 degrees anticlockwise, which are 90 clockwise; for the sequence.
TURNED_SEI: Final = bytes.fromhex("00000001 06 2f 03 180009 80".replace(" ", ""))
SLICE_OF_KEY_FRAME: Final = b"\x00\x00\x01\x65"


def encode_turns(target: Path, turned: Sequence[bool]) -> Path:
    """An H.264 stream of parts, of which those `turned` are to be rotated clockwise by a quarter, as it says itself."""
    import av

    part = Part(320, 180)
    with av.open(str(target), "w") as sink:
        stream: Any = sink.add_stream("libx264", rate=FPS)
        shaped(stream.codec_context, part, "yuv420p")
        for number, is_turned in enumerate(turned):
            encoder: Any = av.CodecContext.create("libx264", "w")
            shaped(encoder, part, "yuv420p")
            encoder.time_base, encoder.framerate = Fraction(1, FPS), Fraction(FPS)
            for place in [*range(part.frames), None]:
                frame = None if place is None else numbered(white_square(part, place), number * part.frames + place)
                for packet in encoder.encode(frame):
                    sink.mux(_with_orientation(packet, stream) if is_turned else _in_stream(packet, stream))
    return target


def _with_orientation(packet: Any, stream: Any) -> Any:
    """A packet that states the rotation if it holds a key frame."""
    import av

    data = bytes(packet)
    at = data.find(SLICE_OF_KEY_FRAME)
    at -= data[at - 1 : at] == b"\x00"
    made = av.Packet(data[:at] + TURNED_SEI + data[at:] if at > 0 else data)
    made.pts, made.dts, made.is_keyframe = packet.pts, packet.dts, packet.is_keyframe
    return _in_stream(made, stream)


def _in_stream(packet: Any, stream: Any) -> Any:
    packet.stream, packet.time_base = stream, Fraction(1, FPS)
    return packet


def mux_jpegs(target: Path, parts: Sequence[tuple[Part, int]]) -> Path:
    """Motion JPEG whose pictures state an orientation by EXIF, as cameras do: 1 is upright, 6 turned by a quarter."""
    import av
    from PIL import Image

    with av.open(str(target), "w") as sink:
        stream: Any = sink.add_stream("mjpeg", rate=FPS)
        shaped(stream.codec_context, parts[0][0], "yuvj420p")
        pictures = [(part, turn, place) for part, turn in parts for place in range(part.frames)]
        for number, (part, turn, place) in enumerate(pictures):
            exif, data = Image.Exif(), io.BytesIO()
            exif[EXIF_ORIENTATION] = turn
            Image.fromarray(white_square(part, place)).save(data, "JPEG", quality=90, exif=exif)
            packet = av.Packet(data.getvalue())
            packet.pts = packet.dts = number
            packet.is_keyframe = True
            sink.mux(_in_stream(packet, stream))
    return target


EXIF_ORIENTATION: Final = 0x0112
FLV_HEADER: Final = 13  # bytes, with the size of the tag before the first
FLV_SCRIPT: Final = 18  # type of the tag that holds metadata


def join_flv(target: Path, parts: Sequence[Part], options: dict[str, str] | None = None) -> Path:
    """An FLV whose encoder began anew with another size: its parts' tags behind one another, on one clock."""
    joined, begin_ms = b"", 0
    for part in parts:
        data = encode_parts(target.with_name("part.flv"), [part], codec="libx264", options=options).read_bytes()
        joined = joined or data[:FLV_HEADER]
        joined += b"".join(_moved_tags(data, begin_ms))
        begin_ms += part.frames * 1000 // FPS
    target.write_bytes(joined)
    return target


def _moved_tags(data: bytes, begin_ms: int) -> Iterator[bytes]:
    """The tags of a file without its metadata, their times moved; Adobe's Video File Format Specification, annex E."""
    at = FLV_HEADER
    while at < len(data):
        size = 15 + int.from_bytes(data[at + 1 : at + 4], "big")
        tag = bytearray(data[at : at + size])
        tag[4:7] = (int.from_bytes(tag[4:7], "big") + begin_ms).to_bytes(3, "big")
        if tag[0] != FLV_SCRIPT:
            yield bytes(tag)
        at += size
