"""Our searches: the passages of each channel and of both, and the moments that are made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final, NamedTuple

from benchmarks.retrieval.methods.answers import MAX_RESULTS, Answer, Method, Videos
from benchmarks.retrieval.sets.questions import Question
from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit, PointFilter
from vindex_search.query.parser import ParsedQuery
from vindex_search.query.places.find import moments_of
from vindex_search.query.prepared_search import PreparedSearch
from vindex_search.query.retriever import QueryVectors, Retriever, SearchScope
from vindex_search.ranking.fusion import rank_hits

WAYS: Final[Mapping[str, tuple[Channel, ...]]] = {
    "words": ("words",),
    "dense": ("speech",),
    "fused": ("speech", "words"),
}
KEPT: Final = 4  # searches: the methods take turns at one question, in its video and in all

Hits = Mapping[Channel, Sequence[Hit]]


class _Found(NamedTuple):
    """The vectors of a question, and the hits of all channels."""

    vectors: QueryVectors
    hits: Hits


def passages(hits: Hits) -> list[Answer]:
    """The passages of the hits, fused by reciprocal rank, without moments."""
    shares: dict[Answer, float] = {}
    ranking = rank_hits(hits)
    for hit, share in zip(ranking.hits, ranking.shares.tolist(), strict=True):
        place = (hit.video_id, hit.start_s, hit.end_s)
        shares[place] = shares.get(place, 0.0) + share
    return sorted(shares, key=lambda place: -shares[place])[:MAX_RESULTS]


def search_methods(retriever: Retriever) -> dict[str, Method]:
    """Passages and moments of each way to search, by name; a question is encoded and searched once for all of them."""
    vectors_of = lru_cache(KEPT)(partial(retriever.vectors, channels=WAYS["fused"]))

    @lru_cache(KEPT)
    def search(text: str, videos: Videos) -> _Found:
        vectors = vectors_of(text)
        return _Found(vectors, retriever.hits(vectors, SearchScope(PointFilter(video_ids=videos), WAYS["fused"])))

    def find_passages(channels: tuple[Channel, ...], question: Question, videos: Videos) -> list[Answer]:
        return passages(_of_channels(search(question.text, videos), channels).hits)

    def moments(channels: tuple[Channel, ...], question: Question, videos: Videos) -> list[Answer]:
        scope = SearchScope(PointFilter(video_ids=videos), channels)
        return find_answers(retriever, question, scope, *_of_channels(search(question.text, videos), channels))

    shown = {f"{name} passages": partial(find_passages, channels) for name, channels in WAYS.items()}
    return {**shown, **{name: partial(moments, channels) for name, channels in WAYS.items()}}


def find_answers(
    retriever: Retriever, question: Question, scope: SearchScope, vectors: QueryVectors, hits: Hits
) -> list[Answer]:
    """The moments of hits, as the service makes them."""
    prepared = PreparedSearch(retriever, ParsedQuery(question.text), scope, vectors)
    found = moments_of(prepared, hits, retriever.relevance_curves(vectors, scope, hits), MAX_RESULTS)
    return [(moment.video_id, moment.start_s, moment.end_s) for moment in found]


def _of_channels(found: _Found, channels: Sequence[Channel]) -> _Found:
    """A search as if these channels alone had been searched."""
    vectors = replace(
        found.vectors,
        text=found.vectors.text if "speech" in channels else None,
        words=found.vectors.words if "words" in channels else None,
    )
    return _Found(vectors, {name: hits for name, hits in found.hits.items() if name in channels})
