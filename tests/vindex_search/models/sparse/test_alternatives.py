"""Alternatives: what else the words of a text stand for, and how much that weighs."""

from __future__ import annotations

import pytest

from vindex_search.models.sparse.alternatives import PART_WEIGHT, SPELLING_WEIGHT, alternatives


def found(text: str, *, compounding: bool) -> dict[tuple[str, float], set[str]]:
    """Per place and weight, the words."""
    return {
        (text[start:end], weight): set(words.split())
        for start, end, words, weight in alternatives(text, compounding=compounding)
    }


@pytest.mark.parametrize("compounding", [True, False])
def test_other_spellings_weigh_less_than_the_word(compounding: bool) -> None:
    assert found("in Zürich", compounding=compounding) == {("Zürich", SPELLING_WEIGHT): {"zurich", "zuerich"}}
    assert SPELLING_WEIGHT < 1


def test_parts_weigh_less_than_spellings() -> None:
    parts = found("eine Autoversicherung", compounding=True)[("Autoversicherung", PART_WEIGHT)]
    assert "versicherung" in parts
    assert PART_WEIGHT < SPELLING_WEIGHT


def test_a_part_has_spellings_too() -> None:
    parts = found("en bilförsäkring", compounding=True)[("bilförsäkring", PART_WEIGHT)]
    assert {"försäkring", "forsakring", "foersaekring"} <= parts


def test_where_compounds_are_written_apart_a_word_has_no_parts() -> None:
    assert found("a generation of Autoversicherung", compounding=False) == {}


@pytest.mark.parametrize("compounding", [True, False])
def test_codes_have_parts_in_every_language(compounding: bool) -> None:
    assert found("M-AB 1234", compounding=compounding)[("AB 1234", PART_WEIGHT)] == {"ab1234"}


def test_decomposed_text_has_the_same_alternatives() -> None:
    assert found("cafe\u0301", compounding=False) == {("cafe\u0301", SPELLING_WEIGHT): {"cafe"}}
