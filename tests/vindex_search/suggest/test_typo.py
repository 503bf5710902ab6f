"""The words one typo away, against the distance of every beginning of every word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from vindex_search.suggest.prefix_index import PrefixIndex
from vindex_search.suggest.typo import near_words

LETTERS = st.sampled_from("abcä学я")


def found(words: list[str], typed: str) -> set[str]:
    index = PrefixIndex([[word] for word in words])
    return {index.words[at] for first, last in near_words(index, typed) for at in range(first, last)}


def is_near(word: str, typed: str) -> bool:
    return any(OSA.distance(word[:end], typed) <= 1 for end in range(len(word) + 1))


@given(
    words=st.lists(st.text(LETTERS, min_size=1, max_size=8), max_size=30, unique=True),
    typed=st.text(LETTERS, min_size=4, max_size=7),
)
def test_words_one_typo_away_are_those_of_a_brute_force_search(words: list[str], typed: str) -> None:
    beginning = {word for word in words if word.startswith(typed)}
    assert found(words, typed) | beginning == {word for word in words if is_near(word, typed)}


@pytest.mark.parametrize(
    ("typed", "word"),
    [("neurral", "neural"), ("nural", "neural"), ("nezral", "neural"), ("nerual", "neural"), ("xneu", "neural")],
)
def test_each_kind_of_typo_is_forgiven(typed: str, word: str) -> None:
    assert found([word, "other"], typed) == {word}


def test_three_letters_may_have_no_typo() -> None:
    assert found(["neural"], "nru") == set()
