"""substation: fields, versions, comments and broken lines."""

from __future__ import annotations

import pytest

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.formats.substation import is_substation, packet_text, parse_substation

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


def test_dialogue_with_commas_breaks_and_a_speaker() -> None:
    assert parse_substation(ASS).cues == [Cue(1.5, 3.0, "Hello, you\nthere", "Ann")]


def test_fields_come_in_the_order_of_the_format_line() -> None:
    text = "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,Hi, all"
    assert parse_substation(text).cues == [Cue(1.0, 2.0, "Hi, all")]


def test_the_format_line_of_the_styles_is_another_one() -> None:
    text = "[V4 Styles]\nFormat: Name, Bold\n[Events]\nDialogue: Marked=0,0:00:01.00,0:00:02.00,Default,Ann,0,0,0,,Hi"
    assert parse_substation(text).cues == [Cue(1.0, 2.0, "Hi", "Ann")]


@pytest.mark.parametrize(
    "line",
    [
        "Dialogue: 0,0:00:01.00",
        "Dialogue: 0,soon,0:00:02.00,Default,,0,0,0,,Hi",
        "Dialogue: 0,0:00:03.00,0:00:02.00,Default,,0,0,0,,Hi",
    ],
)
def test_a_broken_line_costs_its_cue_alone(line: str) -> None:
    good = "Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,Bye"
    parsed = parse_substation(f"[Events]\n{line}\n{good}\n")
    assert [cue.text for cue in parsed.cues] == ["Bye"]
    assert [skipped.number for skipped in parsed.skipped] == [2]


def test_a_drawing_between_broken_times_is_not_missed() -> None:
    line = "Dialogue: 0,0:00:01.00,0:00:01.00,Default,,0,0,0,,{\\p1}m 0 0{\\p0}"
    assert parse_substation(f"[Events]\n{line}\n").skipped == []


@pytest.mark.parametrize(
    ("packet", "read"),
    [
        ("3,0,Default,Ann,0,0,0,,Hi, {\\i1}all", ("Hi, all", "Ann")),
        ("3,0,Default,,0,0,0,,Hi", ("Hi", None)),
        ("Hi", ("Hi", None)),
    ],
)
def test_packets_of_a_track_have_no_times(packet: str, read: tuple[str, str | None]) -> None:
    assert packet_text(packet) == read


def test_any_of_its_sections_tells_it() -> None:
    assert is_substation("\n[v4 styles]\n")
    assert not is_substation("00:01.000 --> 00:02.000\n[Events] of the day")
