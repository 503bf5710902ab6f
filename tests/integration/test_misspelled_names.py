"""Misspelled names: no word of the index matches, but the dense channel finds the passage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl
import pytest

from tests.support.index.points import speech_row
from vindex_search.contract.ids import video_id
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import Dimensions
from vindex_search.models.catalogue import model_set
from vindex_search.models.encoders import Encoders
from vindex_search.models.sparse import SparseEncoder
from vindex_search.models.text import TextEncoder
from vindex_search.models.weights import WeightsLocator
from vindex_search.query.retriever import Retriever, SearchScope
from vindex_search.ranking.moments import find_moments

PASSAGES: Final = {
    "Ramanujan": "Srinivasa Ramanujan wrote his series into a notebook.",
    "Kovalevskaya": "Sofia Kovalevskaya studied how a spinning top turns.",
    "Lovelace": "Ada Lovelace wrote a program for the analytical engine.",
    "Noether": "Emmy Noether tied symmetries to what is conserved.",
    "Euler": "Leonhard Euler walked over the bridges of Konigsberg.",
    "Gauss": "Carl Friedrich Gauss added the numbers from one to a hundred.",
    "Curie": "Marie Curie weighed out a tenth of a gram of radium.",
}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """A video for each name, encoded with the offline set."""
    models = model_set("offline")
    text, sparse = TextEncoder(models.text, WeightsLocator()), SparseEncoder(models.sparse)
    index = QdrantEdgeIndex(tmp_path_factory.mktemp("typos") / "index", Dimensions(text=models.text.dim, visual=None))
    index.ensure()
    for name, sentence in PASSAGES.items():
        [vector], [(words, weights)] = text.encode_passages([sentence]).tolist(), sparse.encode_passages([sentence])
        row = speech_row(video_id("b", f"team/{name}.mp4"), 0, vector=vector, words=words, fingerprint="aa")
        index.bulk_load([pl.DataFrame([{**row, "text": sentence, "words_values": weights}], schema=POINTS_SCHEMA)])
    yield Retriever(index, Encoders(text, sparse, None), ["en"])
    index.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ramanujam", "Ramanujan"),
        ("Ramanuyan", "Ramanujan"),
        ("Kovalevskaja", "Kovalevskaya"),
        ("Kowalewskaya", "Kovalevskaya"),
        ("Lovelase", "Lovelace"),
        ("Leonard Eular", "Euler"),
        ("Karl Gaus", "Gauss"),
    ],
)
def test_a_misspelled_name_finds_its_moment(retriever: Retriever, typed: str, meant: str) -> None:
    scope = SearchScope(channels=("speech", "words"))
    hits = retriever.hits(retriever.vectors(typed, scope.channels), scope)
    assert hits["words"] == []
    assert find_moments(hits, limit=3)[0].video_id == video_id("b", f"team/{meant}.mp4")
