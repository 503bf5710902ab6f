"""sbv: YouTube's times and SubViewer's breaks."""

from __future__ import annotations

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.formats.sbv import is_sbv, parse_sbv


def test_cues() -> None:
    text = "0:00:00.469,0:00:03.169\nhigh water\nat noon\n\n1:00:00.000,1:00:02.5\nlow\n"
    assert parse_sbv(text).cues == [Cue(0.469, 3.169, "high water\nat noon"), Cue(3600.0, 3602.5, "low\n")]


def test_breaks_of_subviewer() -> None:
    assert parse_sbv("00:00:01.00,00:00:02.00\none[br]two").cues == [Cue(1.0, 2.0, "one\ntwo")]


def test_a_broken_line_costs_its_cue_alone() -> None:
    parsed = parse_sbv("0:00:01.000,0:00:02.000\none\n\n0:00:xx.000,0:00:04.000\ntwo\n\n0:00:05.000,0:00:06.000\nthree")
    assert [cue.text.strip() for cue in parsed.cues] == ["one", "three"]
    assert [skipped.number for skipped in parsed.skipped] == [4]


def test_numbers_with_commas_are_said() -> None:
    assert parse_sbv("0:00:01.000,0:00:02.000\n1,500 litres\n").cues[0].text.strip() == "1,500 litres"


def test_the_first_line_tells_it() -> None:
    assert is_sbv("\n0:00:00.469,0:00:03.169\nhigh")
    assert not is_sbv("1\n00:00:00,469 --> 00:00:03,169\nhigh")
