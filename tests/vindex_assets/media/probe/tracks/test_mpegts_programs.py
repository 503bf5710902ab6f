"""mpegts_programs: the programs of transport streams, of other files, and of damaged ones."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.media.audio.transport_stream import PAT_ID, PMT_ID, packet, section
from vindex_assets.media.probe.tracks.mpegts_programs import crc32_mpeg, read_programs

FILLER = packet(0x1FFF, b"", 0)


def pat(*pairs: tuple[int, int]) -> bytes:
    return section(PAT_ID, 1, b"".join(number.to_bytes(2) + (0xE000 | pid).to_bytes(2) for number, pid in pairs))


def pmt(number: int, *pids: int, descriptors: bytes = b"") -> bytes:
    length = (0xF000 | len(descriptors)).to_bytes(2)
    entries = b"".join(b"\x0f" + (0xE000 | pid).to_bytes(2) + length + descriptors for pid in pids)
    return section(PMT_ID, number, b"\xff\xff\xf0\x00" + entries)


TWO = packet(0, pat((0, 0x10), (7, 0x20), (9, 0x21)), 0), packet(0x20, pmt(7, 50), 0), packet(0x21, pmt(9, 60, 61), 0)


def programs(tmp_path: Path, data: bytes) -> dict[int, tuple[int, ...]]:
    (tmp_path / "mux.ts").write_bytes(data)
    return dict(read_programs(tmp_path / "mux.ts"))


def test_each_pid_has_its_program(tmp_path: Path) -> None:
    assert programs(tmp_path, b"".join(TWO) + FILLER * 4) == {50: (7,), 60: (9,), 61: (9,)}


def test_a_stream_can_belong_to_two_programs(tmp_path: Path) -> None:
    tables = packet(0, pat((1, 0x20), (2, 0x21)), 0), packet(0x20, pmt(1, 50), 0), packet(0x21, pmt(2, 50), 0)
    assert programs(tmp_path, b"".join(tables) + FILLER * 4) == {50: (1, 2)}


def test_packets_of_blu_ray_discs_have_four_bytes_more(tmp_path: Path) -> None:
    assert programs(tmp_path, b"".join(bytes(4) + one for one in (*TWO, *[FILLER] * 4)))[60] == (9,)


def test_a_recording_that_begins_inside_a_packet_is_read(tmp_path: Path) -> None:
    assert programs(tmp_path, FILLER[100:] + b"".join(TWO) + FILLER * 4)[60] == (9,)


def test_a_table_of_several_packets_is_put_together(tmp_path: Path) -> None:
    table = pmt(7, *range(50, 58), descriptors=bytes(40))
    first, rest = table[:183], table[183:]
    parts = packet(0x20, first, 0), (b"\x47\x00\x20\x11" + rest[:184]).ljust(188, b"\xff")
    tail = b"".join(
        (b"\x47\x00\x20\x12" + rest[at : at + 184]).ljust(188, b"\xff") for at in range(184, len(rest), 184)
    )
    found = programs(tmp_path, packet(0, pat((7, 0x20)), 0) + b"".join(parts) + tail + FILLER * 4)
    assert found == dict.fromkeys(range(50, 58), (7,))


def test_a_table_with_a_wrong_checksum_is_ignored(tmp_path: Path) -> None:
    broken = bytearray(TWO[1])
    broken[-180 + 15] ^= 1
    assert 50 not in programs(tmp_path, TWO[0] + bytes(broken) + TWO[2] + FILLER * 4)


def test_a_table_that_is_not_valid_yet_is_ignored(tmp_path: Path) -> None:
    table = bytearray(pmt(7, 50)[:-4])
    table[5] &= 0xFE
    later = bytes(table) + crc32_mpeg(bytes(table)).to_bytes(4)
    assert programs(tmp_path, packet(0, pat((7, 0x20)), 0) + packet(0x20, later, 0) + FILLER * 4) == {}


def test_other_files_have_no_programs(media: Path) -> None:
    assert read_programs(media / "video" / "nasa_13013.mp4") == {}


def test_the_checksum_is_that_of_the_standard() -> None:
    assert crc32_mpeg(b"123456789") == 0x0376E6E7


@settings(max_examples=50)
@given(st.lists(st.binary(min_size=0, max_size=184), max_size=12), st.sampled_from([0, 0x20]))
def test_hostile_tables_end_without_an_error(payloads: list[bytes], pid: int) -> None:
    data = TWO[0] + b"".join(packet(pid, payload[:183], n) for n, payload in enumerate(payloads)) + FILLER * 4
    with tempfile.TemporaryDirectory() as folder:
        assert isinstance(programs(Path(folder), data), dict)
