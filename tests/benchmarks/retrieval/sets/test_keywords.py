"""Keywords: a sentence is asked for by its rarest words in their order."""

from __future__ import annotations

import polars as pl

from benchmarks.retrieval.lectures import Lecture
from benchmarks.retrieval.sets.keywords import Said, keyword_questions, questions_about, said_in
from vindex_search.contract.tables import POINTS_SCHEMA

COMMON = "the engine of the boat is in the boat and the boat is old"
RARE = "the copper kettle of the boat whistled before sunrise"
LECTURE = Lecture("a", ((0.0, 6.0, f"{COMMON}."), (6.0, 12.0, f"{RARE}."), (12.0, 18.0, f"{COMMON}.")))


def points() -> pl.DataFrame:
    rows = [
        {"video_id": "a", "text": passage.text, "sentences": passage.sentence_offsets} for passage in LECTURE.passages
    ]
    return pl.DataFrame(rows, schema=POINTS_SCHEMA)


def test_a_sentence_is_asked_for_by_its_four_rarest_words_in_their_order() -> None:
    said = [Said("a", 0, 6, COMMON), Said("a", 6, 12, RARE), Said("a", 12, 18, COMMON)]
    texts = {question.start_s: question.text for question in questions_about(said, 3)}
    assert texts[6] == "copper kettle whistled before"


def test_points_say_the_sentences_that_the_lecture_says() -> None:
    said = list(said_in([points()]))
    assert [one.text for one in said] == [
        sentence.text for passage in LECTURE.passages for sentence in passage.sentences
    ]
    assert questions_about(said, 3) == keyword_questions({"a": LECTURE}, 3)


def test_a_short_sentence_is_not_asked_for() -> None:
    assert questions_about([Said("a", 0, 2, RARE), Said("a", 2, 8, "too few words here")], 5) == []
