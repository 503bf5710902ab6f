"""roll_up: repetitions of two, three and four lines, and YouTube's flashes."""

from __future__ import annotations

import pytest

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.normalize import normalize_cues
from vindex_assets.media.subtitles.roll_up import FLASH_S, merge_repetitions

YOUTUBE = [
    Cue(0.469, 3.169, " \nwelcome<00:00:01.469><c> to</c><00:00:01.620><c> the</c>"),
    Cue(3.169, 3.179, "welcome to the\n "),
    Cue(3.179, 6.0, "welcome to the\nseries<00:00:04.000><c> on</c>"),
    Cue(6.0, 6.01, "series on\n "),
    Cue(9.0, 12.0, " \ntensors<00:00:09.600><c> are</c>"),
    Cue(12.0, 12.01, "tensors are\n "),
]


@pytest.mark.parametrize("lines", [2, 3, 4])
def test_each_line_is_said_once_where_it_appears(lines: int) -> None:
    said = [f"line {number}" for number in range(8)]
    rolling = [Cue(at, at + 1, "\n".join(said[max(0, at + 1 - lines) : at + 1])) for at in range(8)]
    assert merge_repetitions(rolling) == [Cue(at, at + 1, line) for at, line in enumerate(said)]


def test_captions_of_youtube_begin_where_their_lines_do() -> None:
    cues = normalize_cues(YOUTUBE)
    assert [(cue.start_s, cue.end_s, cue.text) for cue in cues] == [
        (0.469, 3.169, "welcome to the"),
        (3.179, 6.0, "series on"),
        (9.0, 12.0, "tensors are"),
    ]
    assert [[(word.text, word.start_s) for word in cue.words] for cue in cues] == [
        [("welcome", 0.469), ("to", 1.469), ("the", 1.62)],
        [("series", 3.179), ("on", 4.0)],
        [("tensors", 9.0), ("are", 9.6)],
    ]


def test_a_line_that_stays_for_longer_than_a_flash_is_said_for_longer() -> None:
    assert merge_repetitions([Cue(0, 2, "a"), Cue(2, 2.04, "a"), Cue(2.04, 4, "a")]) == [Cue(0, 4, "a")]


def test_a_sign_that_is_drawn_frame_by_frame_is_shown_for_all_of_them() -> None:
    frames = [Cue(at / 25, (at + 1) / 25, "INN") for at in range(50)]
    (sign,) = merge_repetitions(frames)
    assert [sign.start_s, sign.end_s] == pytest.approx([0.0, 2.0], abs=FLASH_S)


def test_a_thousand_lines_in_a_cue_take_no_more_than_their_number() -> None:
    tall = "\n".join(["x"] * 100_000)
    assert len(merge_repetitions([Cue(at, at + 1, tall) for at in range(5)])) == 5
