"""webvtt: blocks, times and names as the specification has them."""

from __future__ import annotations

import pytest

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.formats.webvtt import is_webvtt, parse_webvtt


def cues(body: str) -> list[tuple[float, float, str]]:
    return [(cue.start_s, cue.end_s, cue.text.strip("\n")) for cue in parse_webvtt(f"WEBVTT\n\n{body}").cues]


def test_settings_names_notes_styles_and_regions() -> None:
    text = (
        "NOTE 00:01.000 --> 00:02.000\nnot shown\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start line:0\nHi\n\nNOTE\nno\n\nthe end\n00:03.000 --> 00:04.000\nBye"
    )
    assert cues(text) == [(1.0, 2.0, "Hi"), (3.0, 4.0, "Bye")]


def test_what_begins_like_a_note_is_text() -> None:
    assert cues("00:01.000 --> 00:02.000\nNOTES are taken\n\nNOTED\n") == [(1.0, 2.0, "NOTES are taken\n\nNOTED")]


def test_a_line_of_spaces_ends_nothing() -> None:
    assert cues("NOTE a\n \n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\n \nHi") == [(3.0, 4.0, " \nHi")]


def test_text_of_a_block_without_times_belongs_to_the_cue_before() -> None:
    assert cues("00:01.000 --> 00:02.000\nHi,\n\nall of you\n\n00:03.000 --> 00:04.000\nx")[0][2] == "Hi,\n\nall of you"


def test_text_after_a_note_belongs_to_no_cue() -> None:
    assert cues("00:01.000 --> 00:02.000\nHi\n\nNOTE a\n\nb\n") == [(1.0, 2.0, "Hi")]


@pytest.mark.parametrize(
    ("times", "read"),
    [
        ("00:00.000 --> 12345:00:24.000", (0.0, 44_442_024.0)),
        ("   03:00.000 -->\t05:00.000", (180.0, 300.0)),
        ("00:01,000 --> 00:02.5", (1.0, 2.5)),
        ("00:01.000-->00:02.000", (1.0, 2.0)),
        ("00:00.000 --> 123:44.000", None),
        ("00:44.000 --> 123:012:19.000", None),
        ("01:24.000 --> 12:05:010.000", None),
        ("01:35.000 --> 12:00.0100", None),
        ("00:61.000 --> 12:00.000", None),
        ("00:60:00.000 --> 12:00:00.000", None),
        ("00:01.000 -> 00:02.000", None),
    ],
)
def test_times(times: str, read: tuple[float, float] | None) -> None:
    assert cues(f"{times}\nHi") == ([(*read, "Hi")] if read else [])


def test_the_language_in_the_header_of_youtube() -> None:
    assert parse_webvtt("WEBVTT\nKind: captions\nLanguage: pt-BR\n\n00:01.000 --> 00:02.000\nOi").language == "pt-BR"


def test_a_header_without_a_blank_line_after_it() -> None:
    assert parse_webvtt("WEBVTT\n00:01.000 --> 00:02.000\nHi").cues == [Cue(1.0, 2.0, "Hi")]


@pytest.mark.parametrize(
    ("text", "is_it"), [("WEBVTT", True), ("WEBVTT - a", True), ("WEBVTTX", False), (" WEBVTT", False)]
)
def test_what_begins_as_a_web_file_does(text: str, is_it: bool) -> None:
    assert is_webvtt(text) == is_it
