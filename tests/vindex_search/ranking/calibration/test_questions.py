from __future__ import annotations

from vindex_search.query.parser import parse
from vindex_search.ranking.calibration.questions import calibration_questions

LEAST = 100  # questions: fewer cannot tell one false alarm in twenty


def test_every_question_is_one_line_and_asked_once() -> None:
    questions = calibration_questions()
    assert len(questions) >= LEAST
    assert len({question.casefold() for question in questions}) == len(questions)
    assert all(question == " ".join(question.split()) != "" for question in questions)


def test_every_question_is_taken_word_for_word() -> None:
    """A mark of the query's own language would make it another question than what is measured."""
    for question in calibration_questions():
        query = parse(question)
        assert (query.text, query.phrases, query.excluded) == (question, (), ())
