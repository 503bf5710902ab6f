"""Transport streams of several programs, made from those of one by rewriting their tables (ISO/IEC 13818-1, 2.4.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from vindex_assets.media.probe.tracks.mpegts_programs import crc32_mpeg

PACKET: Final = 188
FIRST_PID: Final = 0x100  # FFmpeg's muxer numbers the streams from here
TABLE_PID: Final = 0x1000  # and has the PMT here
PAT_ID: Final = 0
PMT_ID: Final = 2


def with_programs(source: Path, target: Path, programs: Mapping[int, Sequence[int]]) -> Path:
    """A copy of a transport stream in which each program number has the streams of these indexes.

    A stream that no program names stays in the file, as an orphan.
    """
    data = source.read_bytes()
    entries = dict(enumerate(_entries(_first_table(data))))
    pat = section(PAT_ID, 1, b"".join(_pair(number, TABLE_PID + number) for number in programs))
    tables = {
        TABLE_PID + number: section(PMT_ID, number, _pmt_body([entries[index] for index in indexes]))
        for number, indexes in programs.items()
    }
    counter = count()
    out = bytearray()
    for at in range(0, len(data), PACKET):
        pid = int.from_bytes(data[at + 1 : at + 3]) & 0x1FFF
        if pid == 0:
            out += packet(0, pat, next(counter))
            out += b"".join(packet(table_pid, table, next(counter)) for table_pid, table in tables.items())
        elif pid != TABLE_PID:
            out += data[at : at + PACKET]
    target.write_bytes(out)
    return target


def section(table: int, number: int, body: bytes) -> bytes:
    """A section: header, body and checksum."""
    length = 5 + len(body) + 4
    head = bytes([table]) + (0xB000 | length).to_bytes(2) + number.to_bytes(2) + bytes([0xC1, 0, 0])
    return head + body + crc32_mpeg(head + body).to_bytes(4)


def packet(pid: int, payload: bytes, counter: int) -> bytes:
    """A packet that a section begins in, stuffed to its length."""
    head = bytes([0x47]) + (0x4000 | pid).to_bytes(2) + bytes([0x10 | counter % 16, 0])
    return (head + payload).ljust(PACKET, b"\xff")


def _pair(number: int, pid: int) -> bytes:
    return number.to_bytes(2) + (0xE000 | pid).to_bytes(2)


def _pmt_body(entries: Sequence[bytes]) -> bytes:
    """Without a clock of its own (PID 0x1FFF) and without descriptors of the program."""
    return b"\xff\xff\xf0\x00" + b"".join(entries)


def _first_table(data: bytes) -> bytes:
    at = next(at for at in range(0, len(data), PACKET) if int.from_bytes(data[at + 1 : at + 3]) & 0x1FFF == TABLE_PID)
    begin = at + 5 + data[at + 4]
    return data[begin : begin + 3 + (int.from_bytes(data[begin + 1 : begin + 3]) & 0x0FFF)]


def _entries(table: bytes) -> Iterator[bytes]:
    """The streams of a PMT: type, PID and descriptors of each."""
    at = 12 + (int.from_bytes(table[10:12]) & 0x0FFF)
    while at < len(table) - 4:
        end = at + 5 + (int.from_bytes(table[at + 3 : at + 5]) & 0x0FFF)
        yield table[at:end]
        at = end
