"""Known-item queries: which queries one sentence answers, and which sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.index.hits import hit
from vindex_search.index.types import Hit
from vindex_search.models.encoders import Match
from vindex_search.ranking.exact_match import (
    MAX_READ_HITS,
    MIN_LEAD,
    MIN_WORDS,
    answering_sentence,
    best_sentence,
    dominant_hit,
    find_fact,
    match_nothing,
    saying_hits,
    sentences_with,
    sole_hit,
    verbatim_hit,
)

A, B = "a--x-0000000000", "b--y-0000000000"
TEXT = "We begin. The oven is hot at nine. An oven, hot, at nine again."
SENTENCES = ((0, 100.0, 105.0), (10, 105.0, 118.0), (35, 118.0, 130.0))
PASSAGE = hit("words", A, 100, 12.0, end=130, text=TEXT, sentences=SENTENCES)
SLIDE = hit("words", A, 40, 12.0, end=90, text="oven hot nine", kind="screen")


def matches_of(*query: str) -> list[Match]:
    """Where the words of a query stand in TEXT, each with a token of its own."""
    return [
        Match(at, at + len(word), frozenset({token}))
        for token, word in enumerate(query)
        for at in range(len(TEXT))
        if TEXT[at:].startswith(word)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (("oven", "hot", "nine"), (105, 118)),  # both sentences have them: the earlier one
        (("oven", "hot", "again"), (118, 130)),
        (("oven", "hot"), None),  # two words name a subject
        (("begin", "oven", "hot"), None),  # in no sentence together
        ((), None),
    ],
)
def test_the_sentence_with_all_words_answers(query: tuple[str, ...], expected: tuple[float, float] | None) -> None:
    assert answering_sentence(PASSAGE, lambda _: matches_of(*query)) == expected


def test_a_slide_answers_as_a_whole() -> None:
    found = [Match(0, 4, frozenset({1})), Match(5, 8, frozenset({2})), Match(9, 13, frozenset({3}))]
    assert len(found) == MIN_WORDS
    assert answering_sentence(SLIDE, lambda _: found) == (40, 90)


def test_a_frame_has_no_sentence() -> None:
    assert answering_sentence(hit("visual"), match_nothing) is None


def test_a_word_tokenized_by_two_languages_counts_by_both_tokens() -> None:
    found = [Match(14, 18, frozenset({1, 2})), Match(22, 25, frozenset({3}))]
    assert answering_sentence(PASSAGE, lambda _: found) == (105, 118)


@pytest.mark.parametrize(
    ("others", "cutoff", "dominates"),
    [
        ([], 0.0, True),
        ([], 12.0 - MIN_LEAD, True),
        ([], 12.0 - MIN_LEAD + 0.1, False),
        ([hit("words", B, 0, 12.0 - MIN_LEAD)], 0.0, True),
        ([hit("words", B, 0, 11.0)], 0.0, False),
        ([hit("words", A, 130, 11.0)], 0.0, False),
        ([hit("words", A, 125, 11.9)], 0.0, True),  # the same place
        ([hit("words", A, 90.5, 11.9)], 0.0, True),
        ([hit("words", A, 90, 11.9)], 0.0, False),  # ends where the passage begins
        ([hit("words", B, 100, 11.9, end=130)], 0.0, False),  # the same seconds of another video
        ([hit("words", A, 125, 11.9), hit("words", B, 0, 11.0)], 0.0, False),
        ([hit("words", A, 125, 11.9), hit("words", B, 0, 12.0 - MIN_LEAD), hit("words", B, 0, 1.0)], 0.0, True),
        ([hit("words", B, 0, 1.0)], 11.0, True),  # a hit elsewhere was returned, so the cutoff does not count
    ],
)
def test_a_hit_dominates_from_the_minimum_lead_on(others: list[Hit], cutoff: float, dominates: bool) -> None:
    assert dominant_hit([PASSAGE, *others], cutoff=cutoff) is (PASSAGE if dominates else None)


@pytest.mark.parametrize(("score", "dominates"), [(4.0, True), (3.9, False)])
def test_a_hit_leads_by_four(score: float, dominates: bool) -> None:
    """A lead of four is a factor of e to the fourth power in rarity."""
    assert (dominant_hit([hit("words", A, score=score)], cutoff=0.0) is not None) == dominates


@pytest.mark.parametrize(
    ("words", "score", "is_found"),
    [(("oven", "hot", "nine"), 3.0, True), (("oven", "hot", "nine"), 2.9, False), (("oven", "hot"), 9.0, False)],
)
def test_a_fact_of_three_words_leads_by_three(words: tuple[str, ...], score: float, is_found: bool) -> None:
    leading = replace(PASSAGE, score=score)
    tokens = frozenset(range(len(words)))
    found = find_fact([leading], lambda _: matches_of(*words), tokens, cutoff=0.0)
    assert (found is not None) == is_found


def test_no_hit_is_no_fact() -> None:
    assert find_fact([], lambda _: [], frozenset({1, 2, 3, 4}), cutoff=0.0) is None


def test_three_words_are_enough_and_no_more_are_needed() -> None:
    assert answering_sentence(PASSAGE, lambda _: matches_of("oven", "hot", "nine")) is not None
    assert answering_sentence(PASSAGE, lambda _: matches_of("oven", "hot")) is None
    assert answering_sentence(SLIDE, lambda _: matches_of("oven", "hot")) is None


def test_a_word_at_the_edge_belongs_to_the_sentence_that_it_begins_in() -> None:
    """The second sentence begins at character 10, the third one at 35; the last one ends with the text."""
    edge = [Match(10, 13, frozenset({1})), Match(14, 18, frozenset({2})), Match(34, 38, frozenset({3}))]
    assert answering_sentence(PASSAGE, lambda _: edge) == (105, 118)
    last = [Match(35, 37, frozenset({1})), Match(38, 42, frozenset({2})), Match(len(TEXT) - 1, 99, frozenset({3}))]
    assert answering_sentence(PASSAGE, lambda _: last) == (118, 130)


def test_the_words_are_looked_for_in_the_text_of_the_hit() -> None:
    found = {TEXT: matches_of("oven", "hot", "nine"), "": []}
    silent = hit("words", A, 100, 12.0, end=130, sentences=SENTENCES)
    assert answering_sentence(PASSAGE, found.__getitem__) == (105, 118)
    assert answering_sentence(silent, found.__getitem__) is None


def test_without_hits_none_dominates() -> None:
    assert dominant_hit([], cutoff=0.0) is None


@pytest.mark.parametrize(
    ("phrases", "expected"),
    [
        (["the oven is hot"], (105, 118)),
        (["begin the oven"], (100, 118)),  # over the end of a sentence
        (["hot", "we begin"], (100, 118)),  # each at its first place
        (["AN OVEN, hot"], (118, 130)),
        (["hot", "cold"], None),
        ([], None),
    ],
)
def test_a_phrase_is_answered_by_the_sentences_that_say_it(
    phrases: list[str], expected: tuple[float, float] | None
) -> None:
    assert sentences_with(PASSAGE, phrases) == expected


def test_a_slide_has_no_sentence_that_says_a_phrase() -> None:
    assert sentences_with(SLIDE, ["oven hot"]) is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [(("oven",), (105, 118)), (("oven", "again"), (118, 130)), (("begin",), (100, 105)), ((), None)],
)
def test_the_best_sentence_has_the_most_words(query: tuple[str, ...], expected: tuple[float, float] | None) -> None:
    assert best_sentence(PASSAGE, lambda _: matches_of(*query)) == expected


def test_a_slide_has_no_best_sentence() -> None:
    assert best_sentence(SLIDE, lambda _: matches_of("oven")) is None


def has_oven(text: str) -> bool:
    return "oven" in text


def test_the_only_place_is_told_where_it_has_every_word_and_others_have_none() -> None:
    part, whole = hit("words", A, 100, text="hot"), hit("words", A, 105, text="an oven")
    elsewhere, after = hit("words", B, 100, text="hot"), hit("words", A, 110, text="hot")
    assert sole_hit([part, whole], has_oven) is whole
    assert sole_hit([whole, elsewhere], has_oven) is None
    assert sole_hit([part, whole, after], has_oven) is None
    assert sole_hit([part], has_oven) is None
    assert sole_hit([], has_oven) is None


def test_the_only_place_that_says_the_query_word_for_word() -> None:
    """Neighbours that overlap are one place; others may have the words apart."""
    apart, whole, beside = hit("words", B, text="hot"), hit("words", A, 100, text="oven"), hit("words", A, 105)
    elsewhere = hit("words", A, 300, text="an oven")
    assert verbatim_hit([apart, whole, beside], has_oven) is whole
    assert verbatim_hit([apart, whole, elsewhere], has_oven) is None
    assert verbatim_hit([apart, beside], has_oven) is None
    assert verbatim_hit([], has_oven) is None


def test_hits_that_say_every_word_are_looked_for_among_the_best() -> None:
    boats = [hit("words", B, at, text="a boat") for at in range(MAX_READ_HITS)]
    oven = hit("words", A, text="oven")
    assert saying_hits([*boats[1:], oven], has_oven) == [oven]
    assert saying_hits([*boats, oven], has_oven) == []
