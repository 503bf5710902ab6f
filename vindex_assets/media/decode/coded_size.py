"""The coded sizes of a stream by its packets' headers, without decoding: for a decoder that takes one for granted.

decord scales every frame to the size that it was opened with, and does not tell when a frame had another shape.

    VP8     RFC 6386 section 9.1: 3 bytes of frame tag, 9d 01 2a, width and height in 14 bits each, little endian
    MPEG-4  ISO/IEC 14496-2 section 6.2.3: a video object layer, from its start code to the next one, holds the size
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from vindex_assets.media.container import demux, open_container
from vindex_assets.media.decode.alpha_decoder import has_alpha_packets

VP8_START: Final = b"\x9d\x01\x2a"
VP8_HEADER_BYTES: Final = 10
VP8_SIZE_BITS: Final = 0x3FFF  # the two others ask the player to enlarge the picture
MPEG4_LAYER: Final = re.compile(rb"\x00\x00\x01[\x20-\x2f](.*?)(?=\x00\x00\x01|$)", re.DOTALL)
HEADER_BYTES: Final = 256  # of a packet: layers come before the picture


def has_one_shape(path: Path, stream_index: int) -> bool:
    """Whether all key frames of a VP8 or MPEG-4 stream state the same size, and none has an alpha channel."""
    with open_container(path) as container:
        stream: Any = container.streams[stream_index]
        if has_alpha_packets(stream):
            return False
        codec = stream.codec_context.name
        stated = set(stated_sizes(codec, bytes(stream.codec_context.extradata or b"")))
        for packet in demux(container, stream):
            if packet.is_keyframe and packet.size:
                stated.update(stated_sizes(codec, bytes(packet)[:HEADER_BYTES]))
            if len(stated) > 1:
                return False
    return True


def stated_sizes(codec: str, header: bytes) -> list[bytes | tuple[int, int]]:
    """What the first bytes of a packet say about the size: equal where the size is equal; empty where nothing does."""
    if codec == "vp8":
        return [vp8_size(header)] if header[3:6] == VP8_START and len(header) >= VP8_HEADER_BYTES else []
    return list(MPEG4_LAYER.findall(header))


def vp8_size(header: bytes) -> tuple[int, int]:
    """Width and height of a VP8 key frame."""
    width, height = (int.from_bytes(header[at : at + 2], "little") & VP8_SIZE_BITS for at in (6, 8))
    return width, height
