"""Questions: of several right ranges the best counts, and the halves of a set share no video."""

from __future__ import annotations

import pytest

from benchmarks.retrieval.sets.questions import Question, is_reported, questions_of

TWO_SPANS = Question("why", "a", 100.0, 200.0, ((400.0, 420.0),))


@pytest.mark.parametrize(("start", "end", "is_right"), [(140, 160, True), (405, 415, True), (290, 310, False)])
def test_an_answer_is_right_in_any_of_the_spans(start: float, end: float, is_right: bool) -> None:
    assert TWO_SPANS.contains_middle("a", start, end) is is_right


def test_an_answer_in_another_video_is_wrong() -> None:
    assert not TWO_SPANS.contains_middle("b", 140, 160)


@pytest.mark.parametrize(("answer", "overlap"), [((100, 200), 1.0), ((400, 440), 0.5), ((150, 200), 0.5), ((0, 50), 0)])
def test_the_overlap_is_that_with_the_best_span(answer: tuple[float, float], overlap: float) -> None:
    assert TWO_SPANS.overlap(*answer) == overlap


def test_a_sentence_is_answered_where_one_span_is_held_whole_by_something_short() -> None:
    assert TWO_SPANS.is_answered_by("a", 395, 424, max_s=30)
    assert not TWO_SPANS.is_answered_by("a", 405, 424, max_s=30)
    assert not TWO_SPANS.is_answered_by("a", 395, 430, max_s=30)


def test_the_halves_are_every_second_video_of_those_that_are_asked_about() -> None:
    asked = [Question(f"{video} {number}", video, 0, 1) for video in "cabd" for number in range(2)]
    reported, tuned = questions_of(asked, "reported"), questions_of(asked, "tuned")
    assert {question.video_id for question in reported} == {"b", "d"}
    assert {question.video_id for question in tuned} == {"a", "c"}
    assert questions_of(asked, "all") == asked
    assert [is_reported(asked, question) for question in asked] == [question in reported for question in asked]
