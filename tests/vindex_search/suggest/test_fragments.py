"""Phrases within phrases."""

from __future__ import annotations

import pytest

from vindex_search.suggest.fragments import is_fragment, longer_phrases


def test_longer_phrases_have_the_words_in_a_row() -> None:
    phrases = ["deep neural net", "deep neural", "neural net", "deep net", "neural nets"]
    numbers = {key: at for at, key in enumerate(phrases)}
    assert longer_phrases(numbers) == {1: [0], 2: [0]}


def test_in_scripts_without_spaces_longer_phrases_have_the_letters_in_a_row() -> None:
    assert longer_phrases({"机器学习": 0, "机器": 1, "学机": 2}) == {1: [0]}


@pytest.mark.parametrize(("said", "longer", "expected"), [(10, [8], True), (10, [7, 7], False), (10, [], False)])
def test_a_fragment_is_said_within_one_longer_phrase_nearly_always(
    said: int, longer: list[int], expected: bool
) -> None:
    assert is_fragment(said, longer) is expected
