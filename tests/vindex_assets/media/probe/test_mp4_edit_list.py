"""mp4_edit_list: edit lists of real files and of malformed ones."""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vindex_assets.media.manifest import Edit
from vindex_assets.media.probe.mp4_edit_list import read_edit_list

TRACK = 1


def box(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(payload), name) + payload


def long_box(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I4sQ", 1, name, 16 + len(payload)) + payload


def movie(entries: bytes, *, wide: bool = False, track: int = TRACK) -> bytes:
    """A file with one track: a movie of 1000 ticks a second, its media of 90 000."""
    if wide:
        times, version = bytes(16), b"\x01\x00\x00\x00"
    else:
        times, version = bytes(8), bytes(4)
    header = box(b"mvhd", version + times + struct.pack(">I", 1000))
    media = box(b"mdia", box(b"mdhd", version + times + struct.pack(">I", 90_000)))
    edits = box(b"edts", box(b"elst", entries))
    track_header = box(b"tkhd", version + times + struct.pack(">I", track))
    return box(b"ftyp", b"isom") + box(b"moov", header + box(b"trak", track_header + edits + media))


def elst(*rows: tuple[int, int], stated: int | None = None) -> bytes:
    head = struct.pack(">II", 0, len(rows) if stated is None else stated)
    return head + b"".join(struct.pack(">IiI", length, media, 1 << 16) for length, media in rows)


def read(tmp_path: Path, data: bytes) -> tuple[Edit, ...]:
    (tmp_path / "film.mp4").write_bytes(data)
    return read_edit_list(tmp_path / "film.mp4", TRACK)


def test_edits_are_in_seconds(tmp_path: Path) -> None:
    found = read(tmp_path, movie(elst((500, -1), (2000, 90_000))))
    assert found == (Edit(None, 0.5), Edit(1.0, 2.0))


def test_wide_fields_are_read(tmp_path: Path) -> None:
    entries = struct.pack(">II", 1 << 24, 1) + struct.pack(">QqI", 3000, 45_000, 1 << 16)
    assert read(tmp_path, movie(entries, wide=True)) == (Edit(0.5, 3.0),)


def test_long_boxes_are_read(tmp_path: Path) -> None:
    plain = movie(elst((500, 0)))
    start = plain.index(b"moov") + 4
    assert read(tmp_path, long_box(b"mdat", bytes(99)) + long_box(b"moov", plain[start:])) == (Edit(0.0, 0.5),)


def test_edits_of_another_track_are_ignored(tmp_path: Path) -> None:
    assert read(tmp_path, movie(elst((500, 0)), track=2)) == ()


def test_no_more_entries_are_read_than_there_are(tmp_path: Path) -> None:
    assert read(tmp_path, movie(elst((500, 0), stated=1 << 31))) == (Edit(0.0, 0.5),)


@pytest.mark.parametrize(("clip", "edits"), [("red_5frames.mp4", (Edit(2.0, 5.0),)), ("frog.mp4", (Edit(0.0, 8.267),))])
def test_edits_of_real_files(clip: str, edits: tuple[Edit, ...], media: Path) -> None:
    found = read_edit_list(media / "video" / clip, TRACK)
    assert [(edit.media_s, round(edit.length_s, 3)) for edit in found] == [(e.media_s, e.length_s) for e in edits]


@settings(deadline=None, max_examples=200)
@given(at=st.integers(0, 200), junk=st.binary(max_size=12), cut=st.integers(0, 260))
def test_any_damage_ends_the_walk_without_an_error(at: int, junk: bytes, cut: int) -> None:
    data = bytearray(movie(elst((500, -1), (2000, 90_000))))
    data[at : at + len(junk)] = junk
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), bytes(data[:cut]))
    assert all(isinstance(edit, Edit) for edit in found)
