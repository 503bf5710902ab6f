"""Stop words of queries: phrases that have no other words, and the share that they have of a query."""

from __future__ import annotations

import pytest

from vindex_search.models.catalogue import BM25
from vindex_search.models.sparse import SparseEncoder

ENCODER = SparseEncoder(BM25)


@pytest.mark.parametrize(
    ("query", "languages", "expected"),
    [
        ("to be or not to be", ["en"], True),
        ("sein oder nicht sein", ["de"], True),
        ("sein oder nicht sein", ["en"], False),
        ("il est ce que je suis", ["fr"], True),
        ("la mer est", ["fr"], False),
        ("the tide", ["en"], False),
        ("the", ["en"], False),
        ("", ["en"], False),
    ],
)
def test_a_phrase_of_stop_words_is_told_by_one_language(query: str, languages: list[str], expected: bool) -> None:
    assert ENCODER.is_of_stop_words(query, languages) == expected


@pytest.mark.parametrize(
    ("query", "languages", "expected"),
    [
        ("how do we pool data", ["en"], 0.6),
        ("pool data grouting", ["en"], 0.0),
        ("Wie wird das Rohr verlegt", ["en", "de"], 0.6),
        ("Wie wird das Rohr verlegt", ["en"], 0.0),
        ("", ["en"], 0.0),
    ],
)
def test_the_share_of_stop_words_is_the_highest_of_the_languages(
    query: str, languages: list[str], expected: float
) -> None:
    assert ENCODER.stop_word_share(query, languages) == pytest.approx(expected)
