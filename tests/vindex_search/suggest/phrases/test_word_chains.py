"""Which words stand in a row, and where phrases may end."""

from __future__ import annotations

import pytest

from tests.vindex_search.suggest.phrases.tokens import TOKEN_IDS
from vindex_search.suggest.phrases.word_chains import SpokenText, chains


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("High tide. The moon", "en", [["HIGH", "TIDE"], ["the", "MOON"]]),
        ("high-tide\nmoon", "en", [["HIGH", "TIDE"], ["MOON"]]),
        ("we'll l'Été x 12 GPT4", "en", [["we", "ll", "l", "ETE", "x", "12", "GPT4"]]),
        ("Öle in den Fluss", "de", [["OLE", "in", "den", "FLUSS"]]),
        ("a" * 33 + " big wave", "en", [["BIG", "WAVE"]]),
        ("学习的 Python", "zh", [["学习", "的", "PYTHON"]]),
        ("", "en", []),
        ("🌊 ...", None, []),
    ],
)
def test_chains_end_at_marks_and_phrases_at_no_stop_word(text: str, language: str, expected: list[list[str]]) -> None:
    found = [
        [word.folded.upper() if word.may_end else word.folded for word in one]
        for one in chains(SpokenText(text, language), TOKEN_IDS)
    ]
    assert [one for one in found if one] == expected


def test_words_without_spaces_of_three_letters_are_phrases_by_themselves() -> None:
    (chain,) = chains(SpokenText("機械学習の基礎", "ja"), TOKEN_IDS)
    assert [word.folded for word in chain if word.compound] == ["機械学習"]
