"""subrip: files as people and programs write them."""

from __future__ import annotations

import pytest

from vindex_assets.media.subtitles.formats.subrip import parse_subrip

TWO = "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo\n"


def timed(text: str) -> list[tuple[float, float, str]]:
    cues = parse_subrip(text).cues
    return [(cue.start_s, cue.end_s, " / ".join(line for line in cue.text.split("\n") if line.strip())) for cue in cues]


def test_numbers_are_no_text() -> None:
    assert timed(TWO) == [(1.0, 2.0, "One"), (3.0, 4.0, "Two")]


@pytest.mark.parametrize(
    ("clock", "seconds"),
    [
        ("00:00:01.5", 1.5),
        ("00:01,25", 1.25),
        ("100:00:00.000", 360_000.0),
        ("00:00:07", 7.0),
        ("0:0:1,5", 1.5),
        ("00: 00: 01, 500", 1.5),
        ("00:00:01:500", 1.5),
    ],
)
def test_clocks_as_they_are_written(clock: str, seconds: float) -> None:
    assert timed(f"{clock} --> 200:00:00,000\nx") == [(seconds, 720_000.0, "x")]


@pytest.mark.parametrize("arrow", ["-->", " -->", "->", "–>", " → ", "- >"])
def test_arrows_as_they_are_written(arrow: str) -> None:
    assert timed(f"00:00:01,000{arrow}00:00:02,000\nx") == [(1.0, 2.0, "x")]


def test_a_box_after_the_times_is_not_looked_at() -> None:
    assert timed("1\n00:00:01,000 --> 00:00:02,000 X1:040 X2:600 Y1:001 Y2:083\nx\n") == [(1.0, 2.0, "x")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "00:00:01,000 --> 00:00:02,000\nstuck at work,\n\nten minutes late.\n\n2\n00:00:03,000 --> 00:00:04,000\nx",
            2,
        ),
        (
            "00:01,000 --> 00:02,000\n\nstuck at work,\n \n\n\nten minutes late.\n\n\n00:03,000 --> 00:04,000\nx",
            2,
        ),
        (
            "00:00:01,000 --> 00:00:02,000\nstuck at work,\n\nten minutes late.\n305\n00:00:03,000 --> 00:00:04,000\nx",
            2,
        ),
        ("1\n00:00:01,000 --> 00:00:02,000\nstuck at work,\n\nten minutes late.\n\n2\n", 1),
        (
            "1\n\n00:01,000 --> 00:02,000\n\nstuck at work,\n\nten minutes late.\n\n2\n\n00:03,000 --> 00:04,000\n\nx",
            2,
        ),
    ],
    ids=["one", "several", "no blank before the next", "cut off after a number", "every other line"],
)
def test_text_after_a_blank_line_belongs_to_the_cue_before(text: str, said: int) -> None:
    cues = timed(text)
    assert (len(cues), cues[0][2]) == (said, "stuck at work, / ten minutes late.")


def test_a_number_that_is_said_is_text() -> None:
    assert (
        timed("1\n00:00:01,000 --> 00:00:02,000\nHow many?\n42\n\n2\n00:00:03,000 --> 00:00:04,000\nx")[0][2]
        == "How many? / 42"
    )


def test_a_missing_blank_line_does_not_swallow_the_next_cue() -> None:
    assert timed(TWO.replace("One\n\n", "One\n")) == [(1.0, 2.0, "One"), (3.0, 4.0, "Two")]


def test_an_arrow_in_what_is_said_is_text() -> None:
    assert timed("00:01,000 --> 00:02,000\nA --> B")[0][2] == "A --> B"


@pytest.mark.parametrize(
    "line",
    [
        "00:00:xx,000 --> 00:00:04,000",
        "00:00:03,0000 --> 00:00:04,000",
        "00:00:03,000 -->",
        "00:00:05,000 --> 00:00:04,000",
    ],
)
def test_a_broken_line_costs_its_cue_alone(line: str) -> None:
    parsed = parse_subrip(
        TWO.replace("00:00:03,000 --> 00:00:04,000", line) + "\nmore of it\n\n3\n00:00:05,000 --> 00:00:06,000\nThree"
    )
    assert [cue.text.strip() for cue in parsed.cues] == ["One", "Three"]
    assert [(skipped.number, skipped.text) for skipped in parsed.skipped] == [(6, line)]


def test_notes_are_said_here() -> None:
    assert timed("1\n00:00:01,000 --> 00:00:02,000\nx\n\nNOTE this\n")[0][2] == "x / NOTE this"
