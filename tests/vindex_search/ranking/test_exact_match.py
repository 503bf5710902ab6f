"""facts: which questions one sentence answers, and which sentence."""

from __future__ import annotations

import pytest

from tests.support.index.hits import hit
from vindex_search.index.types import Hit
from vindex_search.models.encoders import Match
from vindex_search.ranking.exact_match import MIN_LEAD, MIN_WORDS, answering_sentence, dominant_hit, match_nothing

A, B = "a--x-0000000000", "b--y-0000000000"
TEXT = "We begin. The oven is hot at nine. An oven, hot, at nine again."
SENTENCES = ((0, 100.0, 105.0), (10, 105.0, 118.0), (35, 118.0, 130.0))
PASSAGE = hit("words", A, 100, 12.0, end=130, text=TEXT, sentences=SENTENCES)
SLIDE = hit("words", A, 40, 12.0, end=90, text="oven hot nine", kind="screen")


def words(*asked: str) -> list[Match]:
    """Where the words asked for stand in TEXT, each with a token of its own."""
    return [
        Match(at, at + len(word), frozenset({token}))
        for token, word in enumerate(asked)
        for at in range(len(TEXT))
        if TEXT[at:].startswith(word)
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("oven", "hot", "nine"), (105, 118)),  # both sentences have them: the earlier one
        (("oven", "hot", "again"), (118, 130)),
        (("oven", "hot"), None),  # a subject, not a fact
        (("begin", "oven", "hot"), None),  # in no sentence together
        ((), None),
    ],
)
def test_the_sentence_that_has_all_words(asked: tuple[str, ...], expected: tuple[float, float] | None) -> None:
    assert answering_sentence(PASSAGE, lambda _: words(*asked)) == expected


def test_a_slide_answers_with_all_its_time() -> None:
    found = [(0, 4, frozenset({1})), (5, 8, frozenset({2})), (9, 13, frozenset({3}))]
    assert len(found) == MIN_WORDS
    assert answering_sentence(SLIDE, lambda _: found) == (40, 90)


def test_a_picture_has_no_sentence() -> None:
    assert answering_sentence(hit("visual"), match_nothing) is None


def test_one_word_by_the_rules_of_two_languages_is_looked_for_by_both() -> None:
    found = [(14, 18, frozenset({1, 2})), (22, 25, frozenset({3}))]
    assert answering_sentence(PASSAGE, lambda _: found) == (105, 118)


@pytest.mark.parametrize(
    ("others", "unseen", "meant"),
    [
        ([], 0.0, True),
        ([], 12.0 - MIN_LEAD, True),
        ([], 12.0 - MIN_LEAD + 0.1, False),
        ([hit("words", B, 0, 12.0 - MIN_LEAD)], 0.0, True),
        ([hit("words", B, 0, 11.0)], 0.0, False),
        ([hit("words", A, 130, 11.0)], 0.0, False),
        ([hit("words", A, 125, 11.9)], 0.0, True),  # the same place
        ([hit("words", B, 0, 1.0)], 11.0, True),  # somewhere else was found, so unseen says nothing
    ],
)
def test_a_place_is_meant_where_its_words_are_rare_together(others: list[Hit], unseen: float, meant: bool) -> None:
    assert dominant_hit([PASSAGE, *others], cutoff=unseen) is (PASSAGE if meant else None)


def test_nothing_found_means_no_place() -> None:
    assert dominant_hit([], cutoff=0.0) is None
