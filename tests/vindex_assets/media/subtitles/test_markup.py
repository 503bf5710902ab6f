"""markup: styling, voices, and the times of words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.markup import plain_cues


def words(text: str, *, start_s: float = 1.0, end_s: float = 5.0) -> list[tuple[str, float, float]]:
    (cue,) = plain_cues(Cue(start_s, end_s, text))
    return [(word.text, round(word.start_s, 3), round(word.end_s, 3)) for word in cue.words]


def test_a_break_parts_words() -> None:
    assert next(plain_cues(Cue(0, 1, "one<br>two<BR />three"))).text == "one\ntwo\nthree"


def test_words_begin_where_their_times_are() -> None:
    line = "welcome<00:00:02.000><c> to</c><00:00:02.500><c> the</c>"
    assert words(line) == [("welcome", 1.0, 2.0), ("to", 2.0, 2.5), ("the", 2.5, 5.0)]


def test_several_words_share_the_time_between_two() -> None:
    assert words("high water<00:00:03.000> at") == [("high", 1.0, 1.889), ("water", 1.889, 3.0), ("at", 3.0, 5.0)]


def test_syllables_are_one_word() -> None:
    assert words("ka<00:00:02.000>ra<00:00:03.000>o ke") == [("karao", 1.0, 3.667), ("ke", 3.667, 5.0)]


def test_a_line_that_was_said_before_has_no_length() -> None:
    found = words("said before\nnow<00:00:02.000><c> this</c>")
    assert found == [("said", 1.0, 1.0), ("before", 1.0, 1.0), ("now", 1.0, 2.0), ("this", 2.0, 5.0)]


@pytest.mark.parametrize("text", ["no times", "<c>styled</c>", "x <3 y", "<00:99:00.000>no"])
def test_without_times_there_are_none(text: str) -> None:
    assert words(text) == []


def test_times_outside_the_cue_or_backwards_stay_inside() -> None:
    found = words("a<00:00:09.000> b<00:00:02.000> c<00:00:00.000> d")
    assert found == [("a", 1.0, 5.0), ("b", 5.0, 5.0), ("c", 5.0, 5.0), ("d", 5.0, 5.0)]


PIECES = st.sampled_from(
    ["a", "bc ", " d", "<00:00:02.000>", "<00:00:03.500>", "<c>", "</c>", "\n", "&amp;", "<b", "{\\i1}", "\x85"]
)


@given(pieces=st.lists(PIECES, max_size=15))
@example(pieces=["bc ", "a", "<00:00:03.500>", " d"])
def test_the_words_are_those_of_the_text(pieces: list[str]) -> None:
    for cue in plain_cues(Cue(1.0, 5.0, "".join(pieces))):
        assert not cue.words or [word.text for word in cue.words] == cue.text.split()
        times = [time for word in cue.words for time in (word.start_s, word.end_s)]
        assert times == sorted(times)


@pytest.mark.parametrize(
    "text", ["<v" + ".a" * 200_000, "<v a" * 100_000, "<" * 400_000, "{\\" * 200_000, "<v" + " " * 400_000]
)
def test_markup_that_never_ends_takes_no_more_than_its_length(text: str) -> None:
    """Quadratic, it would be hours."""
    assert [cue.text for cue in plain_cues(Cue(0, 1, text))]


def test_a_character_reference_without_end_is_text() -> None:
    text = "&#" + "9" * 5000 + ";"
    assert [cue.text for cue in plain_cues(Cue(0, 1, text))] == [text]
