"""A fragmented MP4 taken apart at its boxes (ISO/IEC 14496-12): what players need once, and the media of a segment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

SIZE_BYTES: Final = 4
HEADER_BYTES: Final = 8
ONCE: Final = frozenset({b"ftyp", b"moov"})
MEDIA: Final = frozenset({b"moof", b"mdat"})


def split(data: bytes) -> tuple[bytes, bytes]:
    """The initialisation (`ftyp`, `moov`) and the media (`moof`, `mdat`) of a whole file; other boxes are left out."""
    once, media = bytearray(), bytearray()
    for kind, box in _boxes(data):
        if kind in ONCE:
            once += box
        elif kind in MEDIA:
            media += box
    return bytes(once), bytes(media)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + HEADER_BYTES <= len(data):
        size = max(HEADER_BYTES, int.from_bytes(data[at : at + SIZE_BYTES], "big"))
        yield data[at + SIZE_BYTES : at + HEADER_BYTES], data[at : at + size]
        at += size
