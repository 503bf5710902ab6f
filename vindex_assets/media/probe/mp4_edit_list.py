"""Edit list of an MP4 or MOV track; FFmpeg applies it without exposing it.

The file is a tree of boxes (ISO/IEC 14496-12): a length, a four-letter type, a payload. Only headers and the first
bytes of small boxes are read, and whatever a hostile file states, the walk is bounded and ends without an error.

    moov
      mvhd            time scale of the movie: unit of an edit's length
      trak            one per track
        tkhd          track id
        edts / elst   the edits
        mdia / mdhd   time scale of the media: unit of an edit's start
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from vindex_assets.media.manifest import Edit

MAX_BOXES: Final = 4096  # in one parent: a fragmented film of hours has as many fragments, and its `moov` comes first
MAX_EDITS: Final = 256
MAX_FIELD_BYTES: Final = 64  # of a box: what is read of `mvhd`, `mdhd` and `tkhd`
HEADER_BYTES: Final = 8
EMPTY_EDIT: Final = -1


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its type, and the file offsets at which its payload begins and ends."""

    name: bytes
    begin: int
    end: int


def read_edit_list(path: Path, track_id: int) -> tuple[Edit, ...]:
    """The edits of a track, in order; empty where there are none or where they cannot be read."""
    with path.open("rb") as file:
        whole_file = Box(name=b"", begin=0, end=path.stat().st_size)
        for movie in _children(file, whole_file, b"moov"):
            movie_scale = _timescale(file, movie, b"mvhd")
            for track in _children(file, movie, b"trak"):
                if _track_id(file, track) == track_id:
                    return tuple(_edits(file, track, movie_scale))
    return ()


def _edits(file: BinaryIO, track: Box, movie_scale: int) -> Iterator[Edit]:
    media_scale = next((_timescale(file, media, b"mdhd") for media in _children(file, track, b"mdia")), 0)
    if not (movie_scale and media_scale):
        return
    for container in _children(file, track, b"edts"):
        for entries in _children(file, container, b"elst"):
            for length, media_time in _entries(file, entries):
                media_s = None if media_time == EMPTY_EDIT else media_time / media_scale
                yield Edit(media_s=media_s, length_s=length / movie_scale)


def _entries(file: BinaryIO, box: Box) -> Iterator[tuple[int, int]]:
    """Length, in ticks of the movie, and start, in ticks of the media, of each entry of an `elst` box."""
    head = _read(file, box, HEADER_BYTES)  # version, flags, number of entries
    if len(head) < HEADER_BYTES:
        return
    row = struct.Struct(">QqI" if head[0] == 1 else ">IiI")
    stated_rows = struct.unpack_from(">I", head, 4)[0]
    rows = min(stated_rows, MAX_EDITS, (box.end - box.begin - HEADER_BYTES) // row.size)
    data = _read(file, Box(name=box.name, begin=box.begin + HEADER_BYTES, end=box.end), rows * row.size)
    for length, media_time, _rate in row.iter_unpack(data[: len(data) // row.size * row.size]):
        yield length, media_time


def _timescale(file: BinaryIO, parent: Box, name: bytes) -> int:
    """Ticks per second, from the `mvhd` or `mdhd` in a box."""
    return next((_field_after_times(file, box) for box in _children(file, parent, name)), 0)


def _track_id(file: BinaryIO, track: Box) -> int:
    return next((_field_after_times(file, box) for box in _children(file, track, b"tkhd")), 0)


def _field_after_times(file: BinaryIO, box: Box) -> int:
    """The 32-bit field after version, flags and two times; 0 where the box is cut off.

    version 0:  version+flags 4 | created 4 | modified 4 | field 4
    version 1:  version+flags 4 | created 8 | modified 8 | field 4
    """
    data = _read(file, box, MAX_FIELD_BYTES)
    offset = 20 if data[:1] == b"\x01" else 12
    return int(struct.unpack_from(">I", data, offset)[0]) if len(data) >= offset + 4 else 0


def _children(file: BinaryIO, parent: Box, name: bytes) -> Iterator[Box]:
    return (box for box in _boxes(file, parent) if box.name == name)


def _boxes(file: BinaryIO, parent: Box) -> Iterator[Box]:
    """The boxes in the payload of another one, up to the first that does not fit into it.

    A length of 0 extends to the end of the parent; a length of 1 is followed by a 64-bit length.
    """
    offset = parent.begin
    for _ in range(MAX_BOXES):
        header = _read(file, Box(name=b"", begin=offset, end=parent.end), 2 * HEADER_BYTES)
        if len(header) < HEADER_BYTES:
            return
        length, name = struct.unpack_from(">I4s", header)
        begin = offset + HEADER_BYTES
        if length == 1 and len(header) == 2 * HEADER_BYTES:
            length, begin = struct.unpack_from(">Q", header, HEADER_BYTES)[0], offset + 2 * HEADER_BYTES
        end = parent.end if length == 0 else offset + length
        if not begin <= end <= parent.end:
            return
        yield Box(name=name, begin=begin, end=end)
        offset = end


def _read(file: BinaryIO, box: Box, limit: int) -> bytes:
    """The first bytes of a box's payload, at most `limit`."""
    file.seek(box.begin)
    return file.read(max(0, min(limit, box.end - box.begin)))
