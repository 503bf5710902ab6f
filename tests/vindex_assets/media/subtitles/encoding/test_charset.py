"""charset: short files from before Unicode, in each of their languages."""

from __future__ import annotations

import pytest

from tests.vindex_assets.media.subtitles.encoding.texts import EncodedText, encoded_texts
from vindex_assets.media.subtitles.encoding.charset import guess_charset

every_text = pytest.mark.parametrize(
    "written", list(encoded_texts()), ids=lambda each: f"{each.language}-{each.encoding}"
)


@every_text
def test_two_lines_are_enough(written: EncodedText) -> None:
    assert written.data.decode(guess_charset(written.data).encoding) == written.text


@every_text
def test_one_line_is_enough_where_the_language_is_known(written: EncodedText) -> None:
    line = written.text.splitlines()[2].encode(written.encoding)
    guess = guess_charset(line, language=written.language)
    assert line.decode(guess.encoding) == written.text.splitlines()[2]


def test_a_guess_that_nothing_rivals_is_certain() -> None:
    assert guess_charset("为什么？没有人知道，水每天上涨两次。".encode("gbk")).certain


def test_a_guess_between_code_pages_that_differ_in_a_letter_is_not() -> None:
    assert not guess_charset("Bună".encode("cp1250")).certain


def test_the_language_in_the_name_decides_between_them() -> None:
    data = "Bună, ce mai faci?".encode("cp1250")
    assert data.decode(guess_charset(data, language="ro").encoding) == "Bună, ce mai faci?"


def test_a_wrong_language_in_the_name_does_not_make_nonsense_of_a_clear_text() -> None:
    data = "Почему? Никто не знает! Вода поднимается дважды в день.".encode("cp1251")
    assert guess_charset(data, language="th").encoding == "cp1251"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp850", "Wir müssen heute Nacht hier weg, schöne Grüße. Das ist völlig unmöglich, für alle."),
        ("cp852", "Musimy stąd wyjść jeszcze dziś w nocy. Łódź płynęła spokojnie, a żaba śpiewała."),
        ("mac-roman", "Cet été, l'élève français était là. Où êtes-vous allés hier soir, ma chère ?"),
    ],
)
def test_files_of_dos_and_the_macintosh(encoding: str, text: str) -> None:
    assert text.encode(encoding).decode(guess_charset(text.encode(encoding)).encoding) == text


def test_a_line_of_kana_alone_is_japanese() -> None:
    data = "ありがとうございます。".encode("cp932")
    assert guess_charset(data).encoding == "cp932"


def test_bytes_that_no_code_page_holds_are_still_read() -> None:
    assert guess_charset(bytes(range(0x81, 0x100))).encoding


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gbk", "为什么？没有人知道，水每天上涨两次。"),
        ("cp1251", "Почему? Никто не знает! Вода поднимается."),
        ("cp1252", "Schöne Grüße aus Köln, das weiß man längst: für die Mühe. Möglichst früh zurück."),
    ],
)
def test_a_byte_that_is_none_of_the_code_page_spoils_one_character(encoding: str, text: str) -> None:
    damaged = {"gbk": b"\xff", "cp1251": b"\x98", "cp1252": b"\x81"}[encoding]
    data = text.encode(encoding) + b"\n" + damaged + b"\nend"
    guess = guess_charset(data)
    assert data.decode(guess.encoding, errors="replace") == f"{text}\n\ufffd\nend"
