"""complement: what is heard where subtitles are silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.speech.complement import (
    are_signs,
    count_words,
    is_talk,
    segments_beside,
    segments_in,
    stretches_without,
)
from vindex_search.passages.segments import Segment


def said(start_s: float, end_s: float, text: str = "so it goes") -> Segment:
    return Segment(start_s, end_s, text, "subtitles")


def heard(*starts: float, words: int = 8) -> list[Segment]:
    return [Segment(start, start + 4, "word " * words, "asr") for start in starts]


@pytest.mark.parametrize(
    ("segments", "stretches"),
    [
        ([said(0, 50)], [(50, 100)]),
        ([said(60, 90)], [(0, 60)]),
        ([said(0, 20), said(10, 15), said(60, 100)], [(20, 60)]),
        ([said(60, 100), said(0, 20)], [(20, 60)]),
        ([said(10, 30), said(50, 90)], []),
        ([], [(0, 100)]),
        ([said(0, 900)], []),
    ],
)
def test_long_stretches_without_a_cue(segments: list[Segment], stretches: list[tuple[float, float]]) -> None:
    assert stretches_without(segments, duration_s=100.0) == stretches


def test_half_a_minute_is_long_at_least() -> None:
    assert stretches_without([said(0, 11)], duration_s=40.0) == []
    assert stretches_without([said(0, 10)], duration_s=40.0) == [(10, 40)]


def test_segments_in_stretches_are_those_whose_middle_is() -> None:
    assert segments_in(heard(0, 8, 20), [(9, 22.0)]) == heard(8)


def test_segments_beside_others() -> None:
    assert segments_beside(heard(0, 8, 20), [said(1, 3), said(21, 25)]) == heard(8)


def test_words_are_those_that_are_spoken() -> None:
    assert count_words([said(0, 1), said(1, 2, "[Music]")]) == 3


@pytest.mark.parametrize(("seconds", "talk"), [(16, True), (17, False)])
def test_talk_has_half_a_word_a_second(seconds: float, talk: bool) -> None:
    assert is_talk(heard(0), seconds) == talk


@pytest.mark.parametrize(
    ("subtitles", "sound", "signs"),
    [
        ([said(8, 9, "NORLAND PARK, SUSSEX")], heard(0, 4, 10), True),
        ([said(0, 4), said(4, 8), said(10, 14)], heard(0, 4, 10), False),
        ([said(8, 9, "NORLAND PARK, SUSSEX")], heard(0, words=2), False),
        ([said(8, 9, "one two three four five six seven eight nine")], heard(0, 4, 10), False),
    ],
    ids=["a sign in talk", "the talk itself", "a sign in silence", "not so few"],
)
def test_signs(subtitles: list[Segment], sound: list[Segment], signs: bool) -> None:
    assert are_signs(subtitles, sound, duration_s=15.0) == signs


@given(spans=st.lists(st.tuples(st.floats(0, 200), st.floats(0, 50)), max_size=12), duration_s=st.floats(0.1, 150))
def test_stretches_are_in_order_inside_the_film_and_free(spans: list[tuple[float, float]], duration_s: float) -> None:
    segments = [said(start, start + length) for start, length in spans]
    stretches = stretches_without(segments, duration_s=duration_s)
    borders = [border for stretch in stretches for border in stretch]
    assert borders == sorted(borders)
    for segment in segments:
        middle = (segment.start_s + segment.end_s) / 2
        assert not any(start < middle < end and segment.start_s < segment.end_s for start, end in stretches)
