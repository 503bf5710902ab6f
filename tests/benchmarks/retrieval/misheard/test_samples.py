"""Samples: videos that are asked about come first, and what is heard differs by the rate that was asked for."""

from __future__ import annotations

import pytest

from benchmarks.retrieval.lectures import Lecture
from benchmarks.retrieval.misheard.samples import PASSAGE_S, misheard, sample, word_error_rate
from benchmarks.retrieval.sets.folders import RetrievalSet
from benchmarks.retrieval.sets.questions import Question

SENTENCE = "The copper kettle of the old boat whistled loudly before the sunrise while the captain settled a letter."
NAMES = ("a", "b", "c", "d", "e", "f")
LECTURES = {
    name: Lecture(name, tuple((PASSAGE_S * at, PASSAGE_S * (at + 1), SENTENCE) for at in range(20))) for name in NAMES
}
SET = RetrievalSet("boats", LECTURES, [Question("kettle", name, 0.0, 10.0) for name in ("b", "d", "f")])


def test_the_videos_of_the_half_come_first() -> None:
    found = sample(SET, "tuned", passages=60)
    assert set(found.lectures) > {"b", "f"}
    assert len(found.lectures) == 3
    assert {question.video_id for question in found.questions} == {"b", "f"}


def test_a_small_set_is_taken_whole() -> None:
    assert sample(SET, "reported", passages=1000).lectures.keys() == SET.lectures.keys()


def test_what_is_heard_has_the_rate_of_errors() -> None:
    heard = misheard(SET, 0.25)
    assert word_error_rate(LECTURES, heard) == pytest.approx(0.25, rel=0.15)
    assert len({lecture.cues for lecture in heard.values()}) == len(NAMES)
