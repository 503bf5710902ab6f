"""The analysers of languages that an encoder keeps: a bounded number, whatever tags are sent."""

from __future__ import annotations

from vindex_search.models.catalogue import BM25
from vindex_search.models.sparse import SparseEncoder
from vindex_search.models.sparse.encoder import ANALYSERS, STEMMED_LANGUAGES


def test_any_number_of_language_tags_leaves_a_bounded_number_of_analysers() -> None:
    encoder = SparseEncoder(BM25)
    for number in range(10_000):
        encoder._analyser_for("tide" if number % 2 else "海", f"de-x-{number}")
    for language in STEMMED_LANGUAGES:
        encoder.encode_query("tide", [language])
        encoder.encode_query("海", [language])
    kept = encoder._analyser.cache_info()
    assert (kept.maxsize, kept.currsize, kept.misses) == (ANALYSERS, kept.misses, kept.currsize), "none is made twice"
