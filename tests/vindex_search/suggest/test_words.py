"""How the words of texts and of what is typed are compared."""

from __future__ import annotations

import pytest

from vindex_search.suggest.words import fold_text, indexed_words, typed_words


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Die  Straße_01: Über-Fluß", "die strasse 01 uber fluss"),
        ("ВВЕДЕНИЕ в Алгебру", "введение в алгебру"),
        ("مُقَدِّمَة", "مقدمه"),
        ("Python入門", "python 入門"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full width"),
        ("\x00\u202e .,;", ""),
    ],
)
def test_texts_are_folded(text: str, key: str) -> None:
    assert fold_text(text) == key


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("high tide", {"high", "tide"}),
        ("学习", {"学习", "习"}),
        ("python 入門", {"python", "入門", "門"}),
        ("ที่นี่", {"ที่นี่", "นี่"}),  # its vowel signs begin nothing
        ("a" * 40, {"a" * 32}),
    ],
)
def test_a_text_is_found_by_its_words_and_in_scripts_without_spaces_by_each_letter(key: str, words: set[str]) -> None:
    assert indexed_words(key) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Neural NET", (("neural",), ("net",))),
        ("Müll", (("mull", "muell"),)),
        ("straß", (("strass",),)),
        ("to to TO", (("to",),)),
        ("   \x00\n", ()),
        ("", ()),
    ],
)
def test_typed_words_are_folded_in_each_way(typed: str, words: tuple[tuple[str, ...], ...]) -> None:
    assert typed_words(typed) == words
