"""The edit list of a track in an MP4 or MOV file, which FFmpeg applies and does not tell.

A file is boxes in boxes (ISO/IEC 14496-12): a length, a name of four letters, a payload. Only headers and the few bytes
of small boxes are read; whatever a hostile file states, the walk is bounded and ends without an error.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from vindex_assets.media.manifest import Edit

MOST_BOXES: Final = 4096  # in one box: a fragmented film of hours has as many fragments, and its `moov` is the first
MOST_EDITS: Final = 256
SMALL: Final = 64  # bytes: all that is read of a header box
HEADER: Final = 8
EMPTY_EDIT: Final = -1


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its name, and where in the file its payload begins and ends."""

    name: bytes
    begin: int
    end: int


def read_edit_list(path: Path, track_id: int) -> tuple[Edit, ...]:
    """The edits of a track, in order; empty where there are none or where they cannot be read."""
    with path.open("rb") as file:
        whole = Box(b"", 0, path.stat().st_size)
        for movie in _named(file, whole, b"moov"):
            scale = _timescale(file, movie, b"mvhd")
            for track in _named(file, movie, b"trak"):
                if _track_id(file, track) == track_id:
                    return tuple(_edits(file, track, scale))
    return ()


def _edits(file: BinaryIO, track: Box, movie_scale: int) -> Iterator[Edit]:
    media_scale = next((_timescale(file, media, b"mdhd") for media in _named(file, track, b"mdia")), 0)
    for edits in _named(file, track, b"edts"):
        for entries in _named(file, edits, b"elst"):
            for length, media_time in _entries(file, entries):
                if movie_scale and media_scale:
                    media_s = None if media_time == EMPTY_EDIT else media_time / media_scale
                    yield Edit(media_s, length / movie_scale)


def _entries(file: BinaryIO, box: Box) -> Iterator[tuple[int, int]]:
    """Length in the movie's time scale and beginning in the media's."""
    head = _read(file, box, HEADER)
    if len(head) < HEADER:
        return
    row = struct.Struct(">QqI" if head[0] == 1 else ">IiI")
    stated = struct.unpack_from(">I", head, 4)[0]
    rows = min(stated, MOST_EDITS, (box.end - box.begin - HEADER) // row.size)
    data = _read(file, Box(box.name, box.begin + HEADER, box.end), rows * row.size)
    for length, media_time, _rate in row.iter_unpack(data[: len(data) // row.size * row.size]):
        yield length, media_time


def _timescale(file: BinaryIO, parent: Box, name: bytes) -> int:
    """Ticks a second, from a `mvhd` or `mdhd`: after two times, which are 32 or 64 bits long."""
    return next((_field(file, box, 12, 20) for box in _named(file, parent, name)), 0)


def _track_id(file: BinaryIO, track: Box) -> int:
    return next((_field(file, box, 12, 20) for box in _named(file, track, b"tkhd")), 0)


def _field(file: BinaryIO, box: Box, at: int, at_if_long: int) -> int:
    """A 32-bit number of a box whose version says how long the fields before it are; 0 where the box is cut off."""
    data = _read(file, box, SMALL)
    place = at_if_long if data[:1] == b"\x01" else at
    return int(struct.unpack_from(">I", data, place)[0]) if len(data) >= place + 4 else 0


def _named(file: BinaryIO, parent: Box, name: bytes) -> Iterator[Box]:
    return (box for box in _boxes(file, parent) if box.name == name)


def _boxes(file: BinaryIO, parent: Box) -> Iterator[Box]:
    at = parent.begin
    for _ in range(MOST_BOXES):
        header = _read(file, Box(b"", at, parent.end), 2 * HEADER)
        if len(header) < HEADER:
            return
        length, name = struct.unpack_from(">I4s", header)
        begin = at + HEADER
        if length == 1 and len(header) == 2 * HEADER:
            length, begin = struct.unpack_from(">Q", header, HEADER)[0], at + 2 * HEADER
        end = parent.end if length == 0 else at + length
        if not begin <= end <= parent.end:
            return
        yield Box(name, begin, end)
        at = end


def _read(file: BinaryIO, box: Box, most: int) -> bytes:
    file.seek(box.begin)
    return file.read(max(0, min(most, box.end - box.begin)))
