"""Windows of one length: the best by their words, in the videos that are searched."""

from __future__ import annotations

import pytest

from benchmarks.retrieval.methods.term_windows import Said, TermWindows
from benchmarks.retrieval.sets.questions import Question

BOAT, KETTLE, SEA = 1, 2, 3
NUMBERS = {"boat": BOAT, "kettle": KETTLE, "sea": SEA}


@pytest.fixture(scope="module")
def windows() -> TermWindows:
    said = {
        "a": Said([(5.0, [SEA]), (35.0, [KETTLE, BOAT]), (64.0, [SEA])], 70.0),
        "b": Said([(10.0, [BOAT, SEA, SEA, SEA]), (25.0, [SEA])], 40.0),
    }
    return TermWindows(said, 30, lambda text: [NUMBERS[word] for word in text.split()])


def asked(text: str) -> Question:
    return Question(text, "a", 0, 1)


def test_the_best_window_of_all_videos_comes_first(windows: TermWindows) -> None:
    assert windows.best(asked("boat"), ()) == [("a", 30.0, 60.0), ("b", 0.0, 30.0)]


def test_one_video_is_searched_alone(windows: TermWindows) -> None:
    assert windows.best(asked("boat"), ("b",)) == [("b", 0.0, 30.0)]


def test_a_window_without_a_word_of_the_query_is_no_answer(windows: TermWindows) -> None:
    assert windows.best(asked("kettle"), ("b",)) == []


def test_the_course_of_a_video_has_a_score_a_window(windows: TermWindows) -> None:
    course = windows.courses(asked("sea"), ("a",))["a"]
    assert [score > 0 for score in course.tolist()] == [True, False, True]
