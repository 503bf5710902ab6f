"""BM25: the inverted index scores as the formula does."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.retrieval.methods.term_index import K1, B, TermIndex

TEXTS = st.lists(st.lists(st.integers(0, 5), max_size=8), min_size=1, max_size=6)


def by_the_formula(texts: list[list[int]], text: list[int], query: list[int]) -> float:
    mean = max(1.0, sum(map(len, texts)) / len(texts))
    total = 0.0
    for term in query:
        held, frequency = sum(term in one for one in texts), text.count(term)
        idf = log(1 + (len(texts) - held + 0.5) / (held + 0.5))
        total += idf * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * len(text) / mean))
    return total


@given(texts=TEXTS, query=st.lists(st.integers(0, 6), max_size=4))
def test_every_text_is_scored_by_the_formula(texts: list[list[int]], query: list[int]) -> None:
    if not any(texts):
        texts = [[0], *texts]
    expected = [by_the_formula(texts, text, query) for text in texts]
    assert TermIndex(texts).scores(query).tolist() == pytest.approx(expected)
