"""normalize: what cues look like after it, whatever they looked like before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.normalize import normalize_cues


def text_of(raw: str) -> str:
    return "|".join(cue.text for cue in normalize_cues([Cue(0, 1, raw)]))


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<i>Hello</i> <b.loud>there</b>", "Hello there"),
        ("{\\an8}Up here", "Up here"),
        ("one <00:00:01.500>two <c>three</c>", "one two three"),
        ("fish &amp; chips &lt;3", "fish & chips <3"),
        ("x < 3 and y > 4", "x < 3 and y > 4"),
        ("  much   room\t", "much room"),
        ("first\n\nsecond", "first\nsecond"),
        ('<font color="#fff">white</font>', "white"),
        ("<i></i>", ""),
        ("<ruby>漢<rt>kan</rt></ruby>字", "漢字"),
    ],
)
def test_styling_goes_and_text_stays(raw: str, plain: str) -> None:
    assert text_of(raw) == plain


def test_the_speaker_of_a_voice_is_kept() -> None:
    assert normalize_cues([Cue(0, 1, "<v Roger Bingham>Hello")]) == [Cue(0, 1, "Hello", "Roger Bingham")]


def test_two_voices_in_a_cue_are_two_cues() -> None:
    both = normalize_cues([Cue(0, 2, "<v Ann>Hi.</v>\n<v.loud Bob>Hey.")])
    assert [(cue.speaker, cue.text) for cue in both] == [("Ann", "Hi."), ("Bob", "Hey.")]


def test_cues_come_in_order_of_time() -> None:
    assert [cue.text for cue in normalize_cues([Cue(5, 6, "later"), Cue(1, 2, "sooner")])] == ["sooner", "later"]


@pytest.mark.parametrize("cue", [Cue(1, 1, "no time"), Cue(2, 1, "backwards"), Cue(0, 1, " "), Cue(-3, -1, "before")])
def test_a_cue_without_time_or_text_is_left_out(cue: Cue) -> None:
    assert normalize_cues([cue]) == []


def test_a_cue_that_begins_before_zero_begins_at_zero() -> None:
    assert normalize_cues([Cue(-1, 2, "here")]) == [Cue(0, 2, "here")]


def test_roll_up_captions_say_each_line_once() -> None:
    rolling = [Cue(0, 2, "a"), Cue(2, 4, "a\nb"), Cue(4, 6, "b\nc"), Cue(6, 7, "c")]
    assert normalize_cues(rolling) == [Cue(0, 2, "a"), Cue(2, 4, "b"), Cue(4, 7, "c")]


def test_a_roll_of_three_lines_says_each_line_once() -> None:
    rolling = [Cue(0, 2, "a\nb\nc"), Cue(2, 4, "b\nc\nd")]
    assert [cue.text for cue in normalize_cues(rolling)] == ["a\nb\nc", "d"]


def test_a_line_repeated_later_is_kept() -> None:
    assert len(normalize_cues([Cue(0, 2, "Yes."), Cue(5, 6, "Yes.")])) == 2


def test_the_same_line_by_another_speaker_is_kept() -> None:
    assert len(normalize_cues([Cue(0, 2, "Yes.", "Ann"), Cue(2, 3, "Yes.", "Bob")])) == 2


CUES = st.builds(Cue, st.floats(0, 100), st.floats(0, 100), st.text("ab \n<>&{}\\", max_size=12))


@given(cues=st.lists(CUES, max_size=20))
def test_clean_cues_are_ordered_have_text_and_time(cues: list[Cue]) -> None:
    cleaned = normalize_cues(cues)
    assert all(cue.text.strip() and cue.start_s < cue.end_s for cue in cleaned)
    assert [cue.start_s for cue in cleaned] == sorted(cue.start_s for cue in cleaned)


def test_cues_that_follow_each_other_and_repeat_nothing_are_kept_whole() -> None:
    said = [Cue(0.0, 1.0, "High water\nat noon"), Cue(1.0, 2.0, "Low water\nat six"), Cue(2.05, 3.0, "at noon")]
    assert normalize_cues(said) == said
