"""What every transcript promises, whatever a recogniser gives."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.subtitles.cues import Cue, CueWord
from vindex_assets.speech.segments import from_cues, normalize_segments, subsegment
from vindex_search.contract.tables import TRANSCRIPT_SCHEMA
from vindex_search.passages.segments import Segment, Word, from_table, interpolate_words, spread_words, to_table

DURATION_S = 60.0
times = st.floats(-10.0, 70.0)
texts = st.text(st.sampled_from("ab é\n "), max_size=12)
words = st.builds(Word, texts, times | st.just(math.nan), times | st.just(math.nan), st.none() | st.floats(0, 1))
segments = st.lists(
    st.builds(
        Segment,
        start_s=times,
        end_s=times,
        text=texts,
        source=st.sampled_from(["asr", "subtitles"]),
        language=st.sampled_from([None, "en"]),
        speaker=st.sampled_from([None, "Ann"]),
        confidence=st.none() | st.floats(0, 1),
        words=st.lists(words, max_size=4).map(tuple),
    ),
    max_size=6,
)


@given(segments)
def test_tidy_segments_are_in_order_inside_the_video_and_say_something(segments: list[Segment]) -> None:
    result = normalize_segments(segments, duration_s=DURATION_S)
    assert all(0 <= one.start_s <= one.end_s <= DURATION_S for one in result)
    assert all(before.start_s <= after.start_s for before, after in pairwise(result))
    assert all(one.text and one.text == " ".join(one.text.split()) for one in result)


@given(segments)
def test_tidy_words_follow_each_other_inside_their_segment(segments: list[Segment]) -> None:
    for segment in normalize_segments(segments, duration_s=DURATION_S):
        assert segment.words
        assert all(segment.start_s <= word.start_s <= word.end_s <= segment.end_s for word in segment.words)
        assert all(before.end_s <= after.start_s for before, after in pairwise(segment.words))
        assert all(word.text and word.text == word.text.strip() for word in segment.words)


@given(segments)
def test_tidy_twice_is_tidy_once(segments: list[Segment]) -> None:
    once = normalize_segments(segments, duration_s=DURATION_S)
    assert normalize_segments(once, duration_s=DURATION_S) == once


@given(segments)
def test_a_table_gives_back_its_segments(segments: list[Segment]) -> None:
    result = normalize_segments(segments, duration_s=DURATION_S)
    assert from_table(to_table(result)) == result


def test_what_lies_outside_the_video_is_dropped() -> None:
    segments = [
        Segment(-3.0, -1.0, "before", "asr"),
        Segment(60.0, 61.0, "after", "asr"),
        Segment(1.0, 2.0, "in", "asr"),
    ]
    assert [one.text for one in normalize_segments(segments, duration_s=DURATION_S)] == ["in"]


def test_words_with_times_of_their_own_keep_them() -> None:
    timed = (Word("left", 1.2, 1.5, 0.9), Word("right", 1.6, 1.9, 0.8))
    assert (
        normalize_segments([Segment(1.0, 2.0, "left right", "asr", words=timed)], duration_s=DURATION_S)[0].words
        == timed
    )


def test_no_speech_is_an_empty_table_of_the_schema() -> None:
    table = to_table([])
    assert table.schema == TRANSCRIPT_SCHEMA
    assert table.is_empty()


def test_untimed_words_share_the_gap_between_their_neighbours_by_their_letters() -> None:
    nan = math.nan
    given_words = [Word("a", 0.0, 1.0), Word("bb", nan, nan), Word("cccc", nan, nan), Word("d", 9.0, 10.0)]
    result = interpolate_words(given_words, start_s=0.0, end_s=10.0)
    assert [(word.start_s, word.end_s) for word in result] == [(0, 1), (1, 3), (4, 8), (9, 10)]


@pytest.mark.parametrize("before_ends_s", [5.0, 6.0], ids=["touch", "overlap"])
def test_untimed_words_between_neighbours_without_a_gap_have_no_length(before_ends_s: float) -> None:
    nan = math.nan
    given_words = [Word("a", 0.0, before_ends_s), Word("bb", nan, nan), Word("cc", nan, nan), Word("d", 5.0, 10.0)]
    result = interpolate_words(given_words, start_s=0.0, end_s=10.0)
    assert [(word.start_s, word.end_s) for word in result[1:3]] == [(before_ends_s, before_ends_s)] * 2
    assert result[3] == given_words[3]


def test_spread_words_have_no_score() -> None:
    result = spread_words(Segment(10.0, 20.0, "one three", "subtitles"))
    assert [word.text for word in result] == ["one", "three"]
    assert result[1].start_s == pytest.approx(14.0)
    assert {word.score for word in result} == {None}


def test_a_cue_keeps_its_time_speaker_and_words() -> None:
    result = from_cues([Cue(1.0, 3.0, "High water\nat noon", "Ann")], language="en")
    assert result == [Segment(1.0, 3.0, "High water at noon", "subtitles", "en", "Ann")]


def test_words_of_a_cue_are_spread_over_its_time_by_their_letters() -> None:
    words = normalize_segments(from_cues([Cue(0.0, 8.0, "ebb flow")], language=None), duration_s=10.0)[0].words
    assert [(word.text, round(word.start_s, 3), word.score) for word in words] == [
        ("ebb", 0.0, None),
        ("flow", 3.556, None),
    ]


def test_no_cues_are_no_segments() -> None:
    assert from_cues([], language="en") == []


@pytest.mark.parametrize(
    ("start_s", "end_s", "kept"),
    [
        (-2.0, 0.0, (0.0, 0.02)),
        (1.0, 1.0, (1.0, 1.02)),
        (1.0, 1.01, (1.0, 1.02)),
        (1.0, 1.5, (1.0, 1.5)),
        (59.99, 59.99, (59.99, 60.0)),
        (59.0, 70.0, (59.0, 60.0)),
    ],
)
def test_a_segment_can_be_jumped_to_inside_the_video(start_s: float, end_s: float, kept: tuple[float, float]) -> None:
    (found,) = normalize_segments([Segment(start_s, end_s, "yes", "asr")], duration_s=DURATION_S)
    assert (found.start_s, found.end_s) == pytest.approx(kept)


def test_of_segments_that_begin_together_the_shorter_comes_first() -> None:
    found = [Segment(2.0, 9.0, "c", "asr"), Segment(1.0, 5.0, "b", "asr"), Segment(1.0, 4.0, "a", "asr")]
    assert [one.text for one in normalize_segments(found, duration_s=DURATION_S)] == ["a", "b", "c"]


def test_a_word_ends_where_the_next_begins_at_the_latest() -> None:
    timed = (Word("we", 0.5, 3.0), Word("sail", 2.0, 2.5), Word("on", 1.0, 9.0))
    (found,) = normalize_segments([Segment(1.0, 4.0, "we sail on", "asr", words=timed)], duration_s=DURATION_S)
    assert [(word.start_s, word.end_s) for word in found.words] == [(1.0, 2.0), (2.0, 2.0), (2.0, 4.0)]


@pytest.mark.parametrize(("text", "part"), [("we sail at noon", "sail at"), ("潮汐上昇", "sailat")])
def test_a_part_of_a_segment_has_the_times_of_its_words(text: str, part: str) -> None:
    timed = (Word("sail", 1.0, 1.5, 0.9), Word("at", 2.0, 2.25, 0.8))
    found = subsegment(Segment(0.0, 9.0, text, "asr", "en", "Ann", 0.5), timed)
    assert found == Segment(1.0, 2.25, part, "asr", "en", "Ann", 0.5, timed)


def test_the_times_of_words_that_a_cue_states_are_kept() -> None:
    cue = Cue(1.0, 4.0, "High water", words=(CueWord("High", 1.0, 3.5), CueWord("water", 3.5, 4.0)))
    (segment,) = normalize_segments(from_cues([cue], language="en"), duration_s=60.0)
    assert segment.words == (Word("High", 1.0, 3.5), Word("water", 3.5, 4.0))
