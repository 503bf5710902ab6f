"""Phrases: where a text has the words of a phrase in a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.models.sparse.phrases import find_phrase, says_phrase

TEXTS = st.lists(st.sampled_from(["tide", "Tíde", "be", "to", "or"]), max_size=8)


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("to be or not", "So: to be, or NOT to be.", "to be, or NOT"),
        ("dont know", "We don't know", None),
        ("don't know", "We don’t know", "don’t know"),
        ("zurich airport", "at Zürich airport", "Zürich airport"),
        ("art", "a party", None),
        ("be be", "be or be", None),
        ("潮水", "月亮牵引海洋，潮水每天涨两次。", "潮水"),
        ("", "anything", None),
        ("tide", "", None),
    ],
)
def test_a_phrase_is_found_word_for_word(phrase: str, text: str, found: str | None) -> None:
    place = find_phrase(phrase, text)
    assert (text[slice(*place)] if place else None) == found
    assert says_phrase(phrase, text) == (found is not None)


@given(before=TEXTS, phrase=TEXTS.filter(bool), after=TEXTS)
def test_a_phrase_is_found_wherever_it_stands(before: list[str], phrase: list[str], after: list[str]) -> None:
    text = " ".join([*before, *phrase, *after])
    place = find_phrase(" ".join(phrase), text)
    assert place is not None
    assert len(text[slice(*place)].split()) == len(phrase)
    assert place[0] <= len(" ".join([*before, ""]))
