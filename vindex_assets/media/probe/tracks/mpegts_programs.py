"""Programs of an MPEG transport stream (ISO/IEC 13818-1, 2.4.4); FFmpeg reads them, and PyAV does not show them.

A recording of a whole multiplex holds several programs, each with pictures and sound of its own:

    packet    47 | flags, PID | counter | payload      188 bytes; 192 on Blu-ray, 204 with error correction
    PID 0     PAT: program number -> PID of its PMT
    that PID  PMT: PIDs of the program's streams

Tables are repeated ten times a second, so the first megabytes name every program. Whatever a hostile file states, no
more than these are read, and what fails its checksum is ignored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

SCAN_BYTES: Final = 5_000_000  # as FFmpeg reads before it decides what streams there are
SYNC_BYTE: Final = 0x47
PACKET_SIZES: Final = (188, 192, 204)
SYNC_PACKETS: Final = 5  # so many sync bytes at one distance are no accident
PACKET_BYTES: Final = 188  # of a packet without what a medium adds to it
PAT_PID: Final = 0
PAT_TABLE: Final = 0x00
PMT_TABLE: Final = 0x02
CRC_POLYNOMIAL: Final = 0x04C11DB7  # CRC-32/MPEG-2: not reflected, begins with all ones, 0 over a whole section

Programs = Mapping[int, tuple[int, ...]]


def read_programs(path: Path) -> Programs:
    """The numbers of the programs that each PID belongs to; empty where the file is no transport stream."""
    with path.open("rb") as file:
        data = file.read(SCAN_BYTES)
    tables = _program_tables(data)
    programs: dict[int, set[int]] = defaultdict(set)
    for number, pids in tables.items():
        for pid in pids:
            programs[pid].add(number)
    return {pid: tuple(sorted(numbers)) for pid, numbers in programs.items()}


def _program_tables(data: bytes) -> dict[int, set[int]]:
    """PIDs of the streams of each program number."""
    table_pids: dict[int, int] = {}  # PID of a PMT -> program number
    streams: dict[int, set[int]] = defaultdict(set)
    for pid, section in _sections(data, table_pids):
        if pid == PAT_PID and section[0] == PAT_TABLE:
            table_pids.update(_program_map_pids(section))
        elif pid in table_pids and section[0] == PMT_TABLE:
            streams[_number(section)].update(_stream_pids(section))
    return streams


def _program_map_pids(section: bytes) -> Iterator[tuple[int, int]]:
    """PID of the program map table and number of each program in a PAT; number 0 names the network, no program."""
    for at in range(8, len(section) - 7, 4):
        number = int.from_bytes(section[at : at + 2])
        if number:
            yield int.from_bytes(section[at + 2 : at + 4]) & 0x1FFF, number


def _number(section: bytes) -> int:
    """Bytes 3 and 4 of a section: the program number of a PMT."""
    return int.from_bytes(section[3:5])


def _stream_pids(section: bytes) -> Iterator[int]:
    """PIDs of the streams in a PMT: a type, a PID and the length of the descriptors that follow."""
    at = 12 + (int.from_bytes(section[10:12]) & 0x0FFF)
    while at + 5 <= len(section) - 4:
        yield int.from_bytes(section[at + 1 : at + 3]) & 0x1FFF
        at += 5 + (int.from_bytes(section[at + 3 : at + 5]) & 0x0FFF)


def _sections(data: bytes, table_pids: Mapping[int, int]) -> Iterator[tuple[int, bytes]]:
    """Intact sections on PID 0 and on those in `table_pids`, which grows meanwhile."""
    pending: dict[int, bytearray] = {}
    for pid, is_start, payload in _payloads(data):
        if pid != PAT_PID and pid not in table_pids:
            continue
        if is_start and payload:
            pending[pid] = bytearray(payload[1 + payload[0] :])
        elif pid in pending:
            pending[pid] += payload
        section = _whole_section(pending.get(pid, bytearray()))
        if section:
            del pending[pid]
            yield pid, section


def _whole_section(pending: bytearray) -> bytes | None:
    """The section at the start of these bytes: valid now, and complete."""
    if len(pending) < 3 or len(pending) < (end := 3 + (int.from_bytes(pending[1:3]) & 0x0FFF)):
        return None
    section = bytes(pending[:end])
    is_current = len(section) >= 12 and bool(section[5] & 1)
    return section if is_current and crc32_mpeg(section) == 0 else None


def _payloads(data: bytes) -> Iterator[tuple[int, bool, bytes]]:
    """PID, whether a section starts, and payload, of the packets."""
    found = _packet_layout(data)
    if found is None:
        return
    first, size = found
    for at in range(first, len(data) - PACKET_BYTES + 1, size):
        packet = data[at : at + PACKET_BYTES]
        if packet[0] == SYNC_BYTE and packet[3] & 0x10:  # the flag that there is a payload
            begin = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)  # an adaptation field comes first
            yield int.from_bytes(packet[1:3]) & 0x1FFF, bool(packet[1] & 0x40), packet[begin:]


def _packet_layout(data: bytes) -> tuple[int, int] | None:
    """Offset of the first packet, and distance of packets; None where this is no transport stream."""
    for first in range(min(len(data), 4 * max(PACKET_SIZES))):
        if data[first] == SYNC_BYTE:
            for size in PACKET_SIZES:
                if data[first : first + SYNC_PACKETS * size : size] == bytes([SYNC_BYTE]) * SYNC_PACKETS:
                    return first, size
    return None


def crc32_mpeg(data: bytes) -> int:
    """CRC-32/MPEG-2, which is 0 over a section that ends with its checksum."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = ((crc << 1) ^ (CRC_POLYNOMIAL if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
