"""What of a file is not read: the end that is missing, a second film behind the first, what follows damage.

Only what the file's own structure says is noted; formats without one (MPEG-TS, MP3) just end where they end.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from vindex_search.contract.notes import Note

MAX_BOXES: Final = 65_536  # at the top of an MP4: two for each fragment
CONTENT: Final = frozenset({b"mdat", b"moof", b"moov"})
EBML: Final = bytes.fromhex("1a45dfa3")
SEGMENT: Final = bytes.fromhex("18538067")
AVI_LISTS: Final = frozenset({b"AVI ", b"AVIX"})
# Read from the first byte to the last, without an index at the end, or a small one; FFmpeg's names.
SEQUENTIAL: Final = frozenset({"flv", "live_flv", "ogg", "asf", "aiff", "caf", "w64", "rm"})
MAX_OGG_PAGE: Final = 65_307
LEAST_BYTES: Final = 8192  # tags, an index and padding at the end of a file
LEAST_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class TopBox:
    """A box at the top level of an MP4: its name, where it begins, and where it says that it ends."""

    name: bytes
    begin: int
    end: int


def unread_note(path: Path, *, container: str, read_until: int) -> Note | None:
    """The note that a part of a file is not read; None where all of it is.

    Args:
        path: The file.
        container: FFmpeg's name of the format.
        read_until: File offset at which the last packet ends.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if container.startswith("mov"):
            boxes = list(_top_boxes(file, size))
            return _second_film(boxes, size) or _cut_off(_last_content_end(boxes), size)
        if container.startswith("matroska"):
            return _cut_off(_segment_end(file), size)
        if container == "avi":
            return _cut_off(_riff_end(file), size)
        begin = _next_ogg_page(file, read_until, size) if container == "ogg" else read_until
    if container in SEQUENTIAL and size - begin > max(LEAST_BYTES, LEAST_SHARE * size):
        return Note("file_unread", f"the last {size - begin} of {size} bytes cannot be read")
    return None


def _cut_off(stated_size: int, size: int) -> Note | None:
    if stated_size <= size:
        return None
    return Note("file_unread", f"the file is cut off: {size} of {stated_size} bytes are there")


def _second_film(boxes: Sequence[TopBox], size: int) -> Note | None:
    """A second index with content of its own, which players do not read, and FFmpeg neither."""
    names = [box.name for box in boxes]
    movies = [place for place, name in enumerate(names) if name == b"moov"]
    if len(movies) < 2 or names.count(b"mdat") < 2 or b"moof" in names:
        return None
    first = min(movies[0], names.index(b"mdat"))
    starts = [place for place, name in enumerate(names) if name == b"ftyp" and place > first]
    begin = boxes[starts[0] if starts else movies[1]].begin
    return Note("file_unread", f"the last {size - begin} of {size} bytes are another film, which is not read")


def _last_content_end(boxes: Sequence[TopBox]) -> int:
    return max((box.end for box in boxes if box.name in CONTENT), default=0)


def _top_boxes(file: BinaryIO, size: int) -> Iterator[TopBox]:
    """The boxes at the top level (ISO/IEC 14496-12), the one that ends beyond the file included."""
    at = 0
    for _ in range(MAX_BOXES):
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            return
        length, name = struct.unpack_from(">I4s", header)
        if length == 1 and len(header) == 16:
            length = struct.unpack_from(">Q", header, 8)[0]
        end = size if length == 0 else at + length
        if length == 1 or 1 < length < 8:
            return
        yield TopBox(name, at, end)
        at = end


def _segment_end(file: BinaryIO) -> int:
    """Where the first segment of a Matroska file says that it ends (RFC 8794, RFC 9559); 0 where it does not say."""
    file.seek(0)
    head = file.read(256)
    if head[:4] != EBML:
        return 0
    at, length = _vint(head, 4)
    at += length or 0
    if head[at : at + 4] != SEGMENT:
        return 0
    begin, length = _vint(head, at + 4)
    return begin + length if length is not None else 0


def _vint(data: bytes, at: int) -> tuple[int, int | None]:
    """A length of EBML: the offset behind it, and its value, None where it is unknown."""
    if at >= len(data) or data[at] == 0:
        return at, None
    width = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    return at + width, None if value == (1 << 7 * width) - 1 else value


def _next_ogg_page(file: BinaryIO, at: int, size: int) -> int:
    """Where the next page of an Ogg file begins (RFC 3533); a page holds many packets, at the offset of its begin."""
    file.seek(at)
    found = file.read(MAX_OGG_PAGE).find(b"OggS")
    return size if found < 0 else at + found


def _riff_end(file: BinaryIO) -> int:
    """Where the last list of an AVI says that it ends; 0 where it does not say."""
    end = 0
    for _ in range(MAX_BOXES):
        file.seek(end)
        header = file.read(12)
        if len(header) < 12 or header[:4] != b"RIFF" or header[8:] not in AVI_LISTS:
            return end
        length = struct.unpack_from("<I", header, 4)[0]
        if not 4 < length < 0x7FFF_0000:
            return 0
        end += 8 + length + length % 2
    return end
