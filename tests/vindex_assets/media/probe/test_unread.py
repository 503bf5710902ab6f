"""unread: the end that is missing, and a second film that nobody reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.media.clock.numbered_films import encode_film, joined
from tests.support.media.derived_files import probe_clip, truncated_copy
from vindex_assets.media.probe.unread import unread_note

MP4: dict[str, Any] = {"container": "mp4", "options": {"movflags": "+faststart"}}
FRAGMENTS: dict[str, Any] = {
    "container": "mp4",
    "options": {"movflags": "frag_keyframe+empty_moov+default_base_moof+skip_trailer"},
}
FORMATS: dict[str, dict[str, Any]] = {
    "mp4": MP4,
    "fragments.mp4": FRAGMENTS,
    "mkv": {"container": "matroska"},
    "avi": {"video": "mpeg4", "audio": "libmp3lame", "container": "avi"},
}
Make = Callable[..., Path]


@pytest.fixture
def film(tmp_path: Path) -> Make:
    """A film of two seconds, by the name of a format."""

    def make(name: str, number: int = 0) -> Path:
        return encode_film(tmp_path / f"{number}.{name}", level=90, seconds=2.0, **FORMATS[name])

    return make


def texts(path: Path, code: str = "file_unread") -> list[str]:
    return [note.text for note in probe_clip(path).notes if note.code == code]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_is_cut_off_is_said_to_be(name: str, film: Make, tmp_path: Path) -> None:
    whole = film(name)
    cut = truncated_copy(whole, tmp_path / f"cut.{name}", share=0.7)
    (text,) = texts(cut)
    assert text.startswith(f"the file is cut off: {cut.stat().st_size} of ")
    assert int(text.split()[7]) <= whole.stat().st_size


@pytest.mark.parametrize("name", FORMATS)
def test_of_a_whole_file_everything_is_read(name: str, film: Make) -> None:
    assert probe_clip(film(name)).notes == ()


def box(name: bytes, payload: bytes) -> bytes:
    return (len(payload) + 8).to_bytes(4, "big") + name + payload


@pytest.mark.parametrize(
    "after",
    [
        box(b"free", bytes(90_000)),
        box(b"mdat", b""),
        b"ID3" + bytes(9000),
        b"TAG" + b"x" * 125,
        box(b"uuid", b"x" * 999),
    ],
    ids=["free", "empty mdat", "id3v2", "id3v1", "uuid"],
)
def test_what_stands_behind_an_mp4_is_no_film(after: bytes, film: Make, tmp_path: Path) -> None:
    path = tmp_path / "tail.mp4"
    path.write_bytes(film("mp4").read_bytes() + after)
    assert texts(path) == []


def test_a_second_mp4_is_named_with_its_size(film: Make, tmp_path: Path) -> None:
    parts = [film("mp4"), film("mp4", 1)]
    path = joined(tmp_path / "two.mp4", parts)
    size, second = path.stat().st_size, parts[1].stat().st_size
    assert texts(path) == [f"the last {second} of {size} bytes are another film, which is not read"]


def test_a_second_quicktime_without_a_type_box_is_named_too(film: Make, tmp_path: Path) -> None:
    parts = [film("mp4").read_bytes(), film("mp4", 1).read_bytes()]
    path = tmp_path / "two.mov"
    path.write_bytes(b"".join(part.replace(b"ftyp", b"free", 1) for part in parts))
    assert "are another film, which is not read" in texts(path)[0]


def test_fragments_behind_fragments_are_read(film: Make, tmp_path: Path) -> None:
    parts = [film("fragments.mp4"), film("fragments.mp4", 1)]
    assert texts(joined(tmp_path / "two.mp4", parts)) == []


def test_a_live_matroska_file_states_no_size(tmp_path: Path) -> None:
    live = encode_film(
        tmp_path / "live.mkv",
        level=90,
        seconds=2.0,
        container="matroska",
        options={"live": "1", "cluster_time_limit": "500"},
    )
    assert texts(live) == []
    assert texts(truncated_copy(live, tmp_path / "cut.mkv", share=0.7)) == []


@pytest.mark.parametrize(("unread", "noted"), [(0, False), (50_000, False), (50_001, True)])
def test_of_a_format_without_an_end_the_bytes_that_are_left_are_named(unread: int, noted: bool, tmp_path: Path) -> None:
    path = tmp_path / "film.flv"
    path.write_bytes(bytes(1_000_000))
    note = unread_note(path, container="flv", read_until=1_000_000 - unread)
    assert (note is not None) == noted
    assert note is None or note.text == f"the last {unread} of 1000000 bytes cannot be read"


@pytest.mark.parametrize(
    "head", [b"", b"\x1a\x45\xdf\xa3", b"\x1a\x45\xdf\xa3\x00" + bytes(300), b"RIFF\x04\x00\x00\x00AVI "]
)
@pytest.mark.parametrize("container", ["mov,mp4", "matroska,webm", "avi", "flv", "mp3"])
def test_a_hostile_beginning_makes_no_note(head: bytes, container: str, tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(head)
    assert unread_note(path, container=container, read_until=len(head)) is None


def test_the_last_page_of_an_ogg_file_is_read_whole(tmp_path: Path) -> None:
    """FFmpeg gives every packet the offset of its page, which holds up to 64 kB."""
    path = tmp_path / "sound.ogg"
    path.write_bytes(b"OggS" + bytes(50_000) + b"OggS" + bytes(60_000))
    assert unread_note(path, container="ogg", read_until=50_104) is None
    note = unread_note(path, container="ogg", read_until=100)
    assert note
    assert note.text == "the last 60004 of 110008 bytes cannot be read"
