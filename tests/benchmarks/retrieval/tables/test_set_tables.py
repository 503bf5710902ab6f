"""Tables of a set: every method is asked every question, and the sets are averaged."""

from __future__ import annotations

import pytest

from benchmarks.retrieval.methods.answers import Answer, Videos
from benchmarks.retrieval.sets.questions import Question
from benchmarks.retrieval.tables.set_tables import SetTables, over_all, sentence_rows, title_rows

QUESTIONS = [Question("why", "a", 0.0, 10.0), Question("how", "a", 20.0, 30.0)]


def first_ten(_question: Question, _videos: Videos) -> list[Answer]:
    return [("a", 0.0, 10.0)]


def nothing(_question: Question, _videos: Videos) -> list[Answer]:
    return []


WAYS = {"first ten seconds": first_ten, "nothing": nothing}


def test_a_row_of_titles_is_the_mean_over_the_questions() -> None:
    rows = title_rows(WAYS, QUESTIONS)
    assert [(row.method, row.as_json["r1@0.5"], row.lengths_s) for row in rows] == [
        ("first ten seconds", 0.5, (10.0, 10.0, 10.0)),
        ("nothing", 0.0, ()),
    ]


def test_a_row_of_sentences_is_the_mean_over_the_sentences() -> None:
    assert [row.as_json["in all"] for row in sentence_rows(WAYS, QUESTIONS)] == [0.5, 0.0]


def test_the_table_over_all_is_the_mean_of_the_sets() -> None:
    sets = [
        SetTables(title_rows(WAYS, some), sentence_rows(WAYS, some), {"abstains": share})
        for some, share in ((QUESTIONS[:1] * 3, 1.0), (QUESTIONS[1:], 0.5))
    ]
    found = over_all(sets)
    assert found.titles[0].as_json["hit@1"] == found.sentences[0].as_json["in all"] == 0.5
    assert found.abstentions == pytest.approx({"abstains": 0.75})
