"""Words as sparse BM25 vectors, through Qdrant Edge's own tokenizer: offline, and the server's token ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from vindex_search.models.catalogue import Model

if TYPE_CHECKING:
    import qdrant_edge as edge

WORD: Final = re.compile(r"\w+(?:['\u2019]\w+)*")
REMEMBERED_WORDS: Final = 65_536  # a language's common words, so that highlighting does not tokenise them again

Sparse = tuple[list[int], list[float]]


class SparseEncoder:
    """Encodes texts and queries; IDF is the index's part."""

    def __init__(self, model: Model) -> None:
        import qdrant_edge as edge

        self._bm25: edge.Bm25 = edge.Bm25(edge.Bm25Config(language=model.revision, avg_len=model.average_length))
        self._tokens = lru_cache(REMEMBERED_WORDS)(self._tokens_of)

    def encode_passages(self, texts: Sequence[str]) -> list[Sparse]:
        """Token ids and term weights of each text."""
        made = [self._bm25.embed_document(text) for text in texts]
        return [(list(vector.indices), list(vector.values)) for vector in made]

    def encode_query(self, text: str) -> Sparse:
        """Token ids and weights; both empty where the query holds stop words only."""
        vector = self._bm25.embed_query(text)
        return list(vector.indices), list(vector.values)

    def highlights(self, query: str, text: str) -> list[tuple[int, int]]:
        """Ranges [start, end) of the words of `text` that the query asks for, in characters; neighbours are joined."""
        asked = self._tokens(query)
        found = [word.span() for word in WORD.finditer(text) if asked & self._tokens(word[0])]
        return list(_joined(found, text))

    def _tokens_of(self, text: str) -> frozenset[int]:
        return frozenset(self._bm25.embed_query(text).indices)


def _joined(ranges: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Join ranges with nothing but white space between them."""
    pending: tuple[int, int] | None = None
    for start, end in ranges:
        if pending and not text[pending[1] : start].strip():
            pending = (pending[0], end)
            continue
        if pending:
            yield pending
        pending = (start, end)
    if pending:
        yield pending
