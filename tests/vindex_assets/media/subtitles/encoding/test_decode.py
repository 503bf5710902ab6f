"""decode: marks, zero bytes, damaged UTF-8, declarations, and what is no text."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.subtitles.encoding.decode import NotText, decode_parts, decode_text

SRT = "1\n00:00:01,000 --> 00:00:02,000\nHöhe über Null: “gut”\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_the_bytes_tell_is_no_guess(encoding: str) -> None:
    decoded = decode_text(SRT.encode(encoding))
    assert (decoded.text, decoded.guess) == (SRT, None)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("said", ["Hello", "Высокая вода", "高水位在中午"])
def test_wide_encodings_need_no_mark(encoding: str, said: str) -> None:
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{said}\n"
    decoded = decode_text(text.encode(encoding))
    assert (decoded.text, decoded.guess) == (text, None)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café in München ".encode() + b"\xff!", "Café in München \ufffd!"),
        ("Высокая вода".encode()[:-1], "Высокая вод\ufffd"),
        ("高水".encode() + b"\xe9" + "位".encode(), "高水\ufffd位"),
    ],
)
def test_a_damaged_byte_of_utf_8_costs_one_character(data: bytes, text: str) -> None:
    assert decode_text(data).text == text


def test_a_replacement_character_that_stands_in_the_file_is_no_damage() -> None:
    assert decode_text("a\ufffd".encode()).text == "a\ufffd"


def test_ascii_with_one_byte_of_windows_is_windows() -> None:
    assert decode_text(b"It\x92s late").text == "It’s late"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le"])
def test_a_file_that_is_cut_off_within_a_character_loses_that_one(encoding: str) -> None:
    assert decode_text(SRT.encode(encoding)[:-1]).text in {SRT, SRT[:-1]}


def test_a_mark_inside_files_that_were_joined_is_dropped() -> None:
    assert decode_text((SRT + "\ufeff" + SRT).encode("utf-8-sig")).text == SRT + SRT


def test_iso_2022_is_ascii_with_escapes() -> None:
    assert decode_text("水は上がる".encode("iso2022_jp")).text == "水は上がる"


def test_zeros_that_a_disk_left_in_a_text_are_dropped() -> None:
    assert decode_text(SRT.encode() + bytes(400)).text == SRT
    assert decode_text((SRT * 9).encode().replace(b"Null", b"Nu\0ll", 1)).text == SRT * 9


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n", "\r\r\n"])
def test_lines_end_in_one_way(ends: str) -> None:
    assert decode_text(f"a{ends}b{ends}".encode()).text == "a\nb\n"


def test_a_declaration_of_xml_is_believed() -> None:
    assert decode_text('<?xml version="1.0" encoding="koi8-r"?><tt>вода'.encode("koi8-r")).text.endswith("вода")


@pytest.mark.parametrize("name", ["zip", "no-such-code", "rot13"])
def test_a_declaration_that_is_none_is_not_believed(name: str) -> None:
    assert "höher" in decode_text(f'<?xml version="1.0" encoding="{name}"?><tt>höher und länger'.encode("cp1252")).text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(250)), bytes(99)]
)
def test_other_files_are_no_text(data: bytes) -> None:
    with pytest.raises(NotText):
        decode_text(data + b"x" * (not data.strip(b"\0")) * 3)


def test_parts_are_decoded_by_what_they_say_together() -> None:
    said = ["Да.", "Вода поднимается дважды в день.", "Нет!"]
    texts, decoded = decode_parts([each.encode("cp1251") for each in said])
    assert (texts, decoded.encoding) == (said, "cp1251")


def test_a_part_with_a_mark_of_its_own_keeps_it() -> None:
    texts, _ = decode_parts([b"eins", "zwei ü".encode("utf-16"), "drei ü".encode()])
    assert texts == ["eins", "zwei ü", "drei ü"]


@given(data=st.binary(max_size=300))
def test_any_bytes_are_a_text_or_none(data: bytes) -> None:
    with contextlib.suppress(NotText):
        assert "\r" not in decode_text(data).text
