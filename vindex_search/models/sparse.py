"""Words as sparse BM25 vectors, through Qdrant Edge's own tokenizer: offline, and the server's token ids."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from vindex_search.models.catalogue import Model

if TYPE_CHECKING:
    import qdrant_edge as edge

WORD_CATEGORIES: Final = "LMN"  # letters, digits, and marks: without these Hindi falls to pieces
APOSTROPHES: Final = "'\u2019"
REMEMBERED_WORDS: Final = 65_536  # a language's common words, so that highlighting does not tokenise them again

Sparse = tuple[list[int], list[float]]


class SparseEncoder:
    """Encodes texts and queries; IDF is the index's part.

    Texts are brought into one Unicode form first (NFKC): subtitles and screen text write the same accent in two ways.
    """

    def __init__(self, model: Model) -> None:
        import qdrant_edge as edge

        self._bm25: edge.Bm25 = edge.Bm25(edge.Bm25Config(language=model.revision, avg_len=model.average_length))
        self._tokens = lru_cache(REMEMBERED_WORDS)(self._tokens_of)

    def encode_passages(self, texts: Sequence[str]) -> list[Sparse]:
        """Token ids and term weights of each text."""
        made = [self._bm25.embed_document(_plain(text)) for text in texts]
        return [(list(vector.indices), list(vector.values)) for vector in made]

    def encode_query(self, text: str) -> Sparse:
        """Token ids and weights; both empty where the query holds stop words only."""
        vector = self._bm25.embed_query(_plain(text))
        return list(vector.indices), list(vector.values)

    def highlights(self, query: str, text: str) -> list[tuple[int, int]]:
        """Ranges [start, end) of the words of `text` that the query asks for, in characters; neighbours are joined."""
        asked = self._tokens(query)
        found = [(start, end) for start, end in _words(text) if asked & self._tokens(text[start:end])]
        return list(_joined(found, text))

    def _tokens_of(self, text: str) -> frozenset[int]:
        return frozenset(self._bm25.embed_query(_plain(text)).indices)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of the runs of letters and digits."""
    for is_word, run in groupby(range(len(text)), key=lambda at: _in_word(text[at])):
        places = list(run)
        if is_word:
            yield places[0], places[-1] + 1


def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in WORD_CATEGORIES


def _joined(ranges: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Join ranges with nothing but white space or an apostrophe between them."""
    pending: tuple[int, int] | None = None
    for start, end in ranges:
        if pending and not text[pending[1] : start].strip().strip(APOSTROPHES):
            pending = (pending[0], end)
            continue
        if pending:
            yield pending
        pending = (start, end)
    if pending:
        yield pending
