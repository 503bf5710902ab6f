"""formats: WebVTT, SubRip and ASS as they are found in the wild."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.formats import (
    SubtitleSyntaxError,
    ass_plain_text,
    decode_text,
    parse_ass,
    parse_timed_blocks,
)

ASS = """[Script Info]
Title: talk

[V4+ Styles]
Format: Name, Fontname

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,not shown
Dialogue: 0,0:00:01.50,0:00:03.00,Default,Ann,0,0,0,,Hello, you\\Nthere
Dialogue: 0,0:01:00.00,1:00:00.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9
"""


def timed(text: str) -> list[tuple[float, float, str]]:
    return [(cue.start_s, cue.end_s, cue.text) for cue in parse_timed_blocks(text)]


def test_subrip() -> None:
    text = "1\n00:00:01,500 --> 00:00:02,250\nOne\nmore\n\n2\n01:00:00,000 --> 01:00:01,000\nTwo\n"
    assert timed(text) == [(1.5, 2.25, "One\nmore"), (3600.0, 3601.0, "Two")]


def test_webvtt_with_settings_names_notes_and_styles() -> None:
    text = (
        "WEBVTT - talk\n\nNOTE 00:01 --> 00:02\nnot shown\n\nSTYLE\n::cue { color: red }\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start line:0\nHi"
    )
    assert timed(text) == [(1.0, 2.0, "Hi")]


def test_a_missing_blank_line_does_not_swallow_the_next_cue() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nOne\n2\n00:00:03,000 --> 00:00:04,000\nTwo\n"
    assert timed(text) == [(1.0, 2.0, "One"), (3.0, 4.0, "Two")]


def test_an_arrow_in_what_is_said_is_text() -> None:
    assert timed("00:01.000 --> 00:02.000\nA --> B")[0][2] == "A --> B"


@pytest.mark.parametrize(
    ("clock", "seconds"), [("00:00:01.5", 1.5), ("00:01,25", 1.25), ("100:00:00.000", 360_000.0), ("00:00:07", 7.0)]
)
def test_clocks_as_they_are_written(clock: str, seconds: float) -> None:
    assert timed(f"{clock} --> 200:00:00.000\nx")[0][0] == seconds


def test_a_broken_line_of_times_is_named() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:xx,000 --> 00:00:04,000\nTwo\n"
    with pytest.raises(SubtitleSyntaxError, match="line 6 cannot be parsed: '00:00:xx,000 --> 00:00:04,000'"):
        timed(text)


def test_ass_dialogue_with_commas_breaks_and_a_speaker() -> None:
    assert list(parse_ass(ASS)) == [Cue(1.5, 3.0, "Hello, you\nthere", "Ann"), Cue(60.0, 3600.0, "", None)]


def test_ass_fields_come_in_the_order_of_the_format_line() -> None:
    text = "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,Hi, all"
    assert list(parse_ass(text)) == [Cue(1.0, 2.0, "Hi, all")]


@pytest.mark.parametrize("line", ["Dialogue: 0,0:00:01.00", "Dialogue: 0,soon,0:00:02.00,Default,,0,0,0,,Hi"])
def test_a_broken_ass_line_is_named(line: str) -> None:
    with pytest.raises(SubtitleSyntaxError) as broken:
        list(parse_ass(f"[Events]\n{line}\n"))
    assert broken.value.number == 2


def test_ass_hard_spaces_and_breaks() -> None:
    assert ass_plain_text("a\\hb\\Nc\\nd") == "a b\nc\nd"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é".encode(), "é"),
        ("é".encode("utf-8-sig"), "é"),
        ("é".encode("utf-16"), "é"),
        ("é “quoted”".encode("cp1252"), "é “quoted”"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
    ],
)
def test_encodings_and_line_ends(data: bytes, text: str) -> None:
    assert decode_text(data) == text


@given(data=st.binary(max_size=200))
def test_any_bytes_are_cues_or_a_broken_line(data: bytes) -> None:
    for read in (parse_timed_blocks, parse_ass):
        with contextlib.suppress(SubtitleSyntaxError):
            assert all(cue.start_s >= 0 for cue in read(decode_text(data)))
