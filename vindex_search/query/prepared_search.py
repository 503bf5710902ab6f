"""A search as the index is asked: parsed, in the language codes of the library, with its vectors."""

from __future__ import annotations

from typing import NamedTuple

from vindex_search.query.examples.more_like_this import VideoTime
from vindex_search.query.parser import ParsedQuery
from vindex_search.query.retriever import QueryVectors, Retriever, SearchScope


class PreparedSearch(NamedTuple):
    """By which retriever, for what, where, with which vectors, and the position that moments are to be like."""

    retriever: Retriever
    query: ParsedQuery
    scope: SearchScope
    vectors: QueryVectors
    like: VideoTime | None = None
