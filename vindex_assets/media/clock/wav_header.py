"""WAV files whose header is not true: recorders that crashed leave it at zero or at an early value.

FFmpeg reads to the end of the file where the length is zero or too large. Where it is too small the sound goes on where
the next chunk should begin; it goes on, too, behind the header of a second file of the same format.

    RIFF length WAVE | fmt_ length ... | data length samples... | samples... or chunks... or RIFF length WAVE fmt_ ...
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

MAX_CHUNKS: Final = 64
HEADER_BYTES: Final = 8
FORMAT_BYTES: Final = 16  # codec, channels, sample rate, byte rate, block size, bits
PLACEHOLDER: Final = 0x7F00_0000  # streaming writers state lengths from here on, or none
LEAST_BYTES: Final = 64  # padding


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk: its name, where its payload begins, and the length that it states."""

    name: bytes
    begin: int
    length: int


def sound_goes_on(path: Path) -> bool:
    """Whether there is sound behind the length that a WAV file states; False for other files."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if not _is_wav(file, 0):
            return False
        chunks = list(_chunks(file, 12, size))
        places = [number for number, chunk in enumerate(chunks) if chunk.name == b"data"]
        if not places or not 0 < chunks[places[0]].length < size - chunks[places[0]].begin - LEAST_BYTES:
            return False
        behind = chunks[places[0] + 1 :]
        last = (behind or [chunks[places[0]]])[-1]
        end = last.begin + last.length + last.length % 2
        if any(chunk.name == b"RIFF" for chunk in behind):
            second = next(chunk for chunk in behind if chunk.name == b"RIFF")
            return _is_wav(file, second.begin - HEADER_BYTES) and _format(file, 12, size) == _format(
                file, second.begin + 4, size
            )
        return end < size - LEAST_BYTES


def stated_seconds(path: Path) -> float | None:
    """The length that the header of a WAV file states; None for other files, and where it states none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if not _is_wav(file, 0):
            return None
        form = _format(file, 12, size)
        lengths = [chunk.length for chunk in _chunks(file, 12, size) if chunk.name == b"data"]
    byte_rate = struct.unpack_from("<I", form, 8)[0] if len(form) == FORMAT_BYTES else 0
    return lengths[0] / byte_rate if lengths and byte_rate and 0 < lengths[0] < PLACEHOLDER else None


def _is_wav(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    head = file.read(12)
    return head[:4] == b"RIFF" and head[8:] == b"WAVE"


def _format(file: BinaryIO, at: int, size: int) -> bytes:
    """The beginning of the format chunk among those that begin at an offset."""
    for chunk in _chunks(file, at, size):
        if chunk.name == b"fmt ":
            file.seek(chunk.begin)
            return file.read(FORMAT_BYTES)
    return b""


def _chunks(file: BinaryIO, at: int, size: int) -> Iterator[Chunk]:
    """Chunks from an offset on, up to what is none: a name that is no text, or a chunk that ends beyond the file."""
    for _ in range(MAX_CHUNKS):
        file.seek(at)
        header = file.read(HEADER_BYTES)
        if len(header) < HEADER_BYTES or not header[:4].decode("latin-1").isprintable() or max(header[:4]) > 0x7E:
            return
        name, length = struct.unpack("<4sI", header)
        begin = at + HEADER_BYTES
        if begin + length > size and name not in {b"data", b"RIFF"}:
            return
        yield Chunk(name, begin, length)
        at = begin + length + length % 2
