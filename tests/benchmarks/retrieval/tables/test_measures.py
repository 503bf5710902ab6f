"""Measures of one question: hits by the middle of answers, overlap by the first answer in the right video."""

from __future__ import annotations

from benchmarks.retrieval.methods.answers import Answer, Videos
from benchmarks.retrieval.sets.questions import Question
from benchmarks.retrieval.tables.measures import measure_title, sentence_measures

QUESTION = Question("why", "a", 100.0, 200.0)


def second_is_right(_question: Question, videos: Videos) -> list[Answer]:
    return [("a", 100.0, 150.0)] if videos else [("b", 100.0, 200.0), ("a", 140.0, 160.0), ("a", 100.0, 200.0)]


def test_a_title_that_the_second_answer_holds() -> None:
    found = measure_title(second_is_right, QUESTION)
    assert found.length_s == 50.0
    assert found.figures == {
        **{"hit@1": 0.0, "hit@5": 1.0, "hit@10": 1.0, "mrr@10": 0.5, "video@1": 0.0},
        **{"r1@0.3": 1.0, "r1@0.5": 1.0, "r1@0.7": 0.0, "miou": 0.5},
    }


def test_a_title_without_an_answer() -> None:
    found = measure_title(lambda _question, _videos: [], QUESTION)
    assert found.length_s is None
    assert set(found.figures.values()) == {0.0}


def test_a_sentence_is_measured_in_its_video_and_in_all() -> None:
    sentence = Question("kettle", "a", 105.0, 110.0)

    def answers(_question: Question, videos: Videos) -> list[Answer]:
        return [("a", 104.0, 112.0)] if videos else [("a", 80.0, 112.0)]

    assert sentence_measures(answers, sentence) == {"in its video": 1.0, "in all": 0.0}
