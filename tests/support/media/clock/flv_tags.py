"""FLV files whose tags get other time stamps, or that lose the header which stands before a second film."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

HEADER_BYTES: Final = 13  # "FLV", version, flags, length; and the size of the tag before the first one
TAG_BYTES: Final = 11
TRAILER_BYTES: Final = 4
KINDS: Final = {8: "audio", 9: "video"}

Stamp = Callable[[str, int, int], int]  # kind of stream, number of the tag in it, milliseconds: the new milliseconds


def restamped(source: Path, target: Path, stamp: Stamp) -> Path:
    """A copy whose pictures and sound have other time stamps; headers of codecs keep theirs, and count."""
    data = bytearray(source.read_bytes())
    numbers = dict.fromkeys(KINDS.values(), -1)
    at = HEADER_BYTES
    while at + TAG_BYTES <= len(data):
        kind = KINDS.get(data[at] & 0x1F)
        if kind:
            numbers[kind] += 1
            before = int.from_bytes(data[at + 4 : at + 7], "big") | data[at + 7] << 24
            after = stamp(kind, numbers[kind], before)
            data[at + 4 : at + 8] = (after & 0xFFFFFF).to_bytes(3, "big") + bytes([after >> 24 & 0xFF])
        at += TAG_BYTES + int.from_bytes(data[at + 1 : at + 4], "big") + TRAILER_BYTES
    target.write_bytes(data)
    return target


def resumed(target: Path, parts: Iterable[Path]) -> Path:
    """Films one after the other as a server writes them whose encoder began anew: one header, then all tags."""
    first, *others = (part.read_bytes() for part in parts)
    target.write_bytes(first + b"".join(data[HEADER_BYTES:] for data in others))
    return target
