"""Calibration questions: enough of them, and plain sentences."""

from __future__ import annotations

from vindex_search.query.parser import parse
from vindex_search.ranking.calibration.questions import calibration_questions

MIN_QUESTIONS = 100  # fewer cannot resolve a false alarm rate of 5 %


def test_questions_are_unique_single_lines() -> None:
    questions = calibration_questions()
    assert len(questions) >= MIN_QUESTIONS
    assert len({question.casefold() for question in questions}) == len(questions)
    assert all(question == " ".join(question.split()) != "" for question in questions)


def test_questions_contain_no_query_syntax() -> None:
    """Otherwise what is measured would differ from what a search for the sentence does."""
    for question in calibration_questions():
        query = parse(question)
        assert (query.text, query.phrases, query.excluded) == (question, (), ())
