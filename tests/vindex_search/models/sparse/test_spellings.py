"""Spellings: words without their accents, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.models.sparse.spellings import fold, spellings


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Zürich", ("zurich", "zuerich")),
        ("Straße", ("strasse",)),
        ("œuvre", ("oeuvre",)),
        ("Erdoğan", ("erdogan",)),
        ("Łukasz", ("lukasz",)),
        ("Sørensen", ("sorensen", "soerensen")),
        ("Þór", ("thor",)),
        ("İstanbul", ("istanbul",)),
        ("ısı", ("isi",)),
        ("Nguyễn", ("nguyen",)),
        ("ὁδός", ("οδος",)),
        ("ёлка", ("елка",)),
        ("أحمد", ("احمد",)),
        ("שָׁלוֹם", ("שלום",)),
        ("cafe\u0301", ("cafe",)),
    ],
)
def test_a_word_is_also_written_without_accents(word: str, expected: tuple[str, ...]) -> None:
    assert spellings(word) == expected


@pytest.mark.parametrize(
    "word", ["tide", "Tide", "мой", "їжак", "हिन्दी", "ガラス", "한국", "ดวงจันทร์", "潮", "1234", ""]
)
def test_a_word_whose_marks_nobody_leaves_out_has_one_spelling(word: str) -> None:
    assert spellings(word) == ()


@given(st.text(max_size=12))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=12))
def test_no_spelling_is_the_word_itself(word: str) -> None:
    assert word.lower() not in spellings(word)
