"""A question and what one opened library finds for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from vindex_search.common.image_hash import decode_image as opened_picture
from vindex_search.common.image_hash import phash, to_upright_jpeg
from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.query.engine import SearchEngine
from vindex_search.query.more_like_this import VideoTime, without_reference, unknown_video_message, vectors_at
from vindex_search.query.pagination import SeenMoments, next_page
from vindex_search.query.parser import ParsedQuery, parse
from vindex_search.query.retriever import QueryVectors, Retriever, SearchScope
from vindex_search.ranking.confidence import MatchConfidence, match_confidence
from vindex_search.ranking.fusion import HITS_PER_CHANNEL
from vindex_search.ranking.moments import Moment, find_moments

EVERYTHING: Final = SearchScope()

Hits = Mapping[Channel, Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A sentence, a picture file, a place whose like is looked for, or a sentence with either; and where to look.

    Raises:
        ValueError: nothing is asked for; the message says what to do.
    """

    text: str
    scope: SearchScope = EVERYTHING
    image: bytes | None = None
    like: VideoTime | None = None

    @property
    def query(self) -> ParsedQuery:
        """The sentence as it is understood; empty where a picture or a place is all that is asked with."""
        if not self.text.strip() and (self.image or self.like):
            return ParsedQuery("")
        return parse(self.text)

    @property
    def cursor_key(self) -> str:
        """Tells questions apart."""
        return repr((self.text, self.scope, self.like))


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of moments, whether there is another one after it, and what the scores say."""

    query: ParsedQuery
    moments: list[Moment]
    has_more: bool
    confidence: MatchConfidence

    @property
    def matched(self) -> bool:
        """Whether anything in the library matches; words that must stand there word for word do."""
        return bool(self.moments) and (bool(self.query.phrases) or self.confidence.matched)


def run_search(engine: SearchEngine, request: SearchRequest, *, limit: int, seen: SeenMoments) -> SearchResult:
    """A page of the best moments.

    Raises:
        ValueError: the question says nothing, or its picture or place cannot be used; the message says why.
        RuntimeError: the library is not open.
    """
    retriever, query = engine.retriever, request.query
    asked = request.scope.where
    languages = retriever.equivalent_languages(asked.languages)
    where = replace(asked, languages=languages, phrases=query.phrases, without=query.excluded)
    scope = replace(request.scope, where=where)
    vectors = _query_vectors(engine, retriever, request, query)
    hits = _retrieve(engine, retriever, request, vectors, scope)
    with engine.observer.time_stage("moments"):  # the second look at the index is in it
        moments = find_moments(
            hits,
            limit=len(seen) + limit + 1,
            matches=partial(retriever.matches, query.text),
            curves=retriever.relevance_curves(vectors, scope, hits),
        )
    found, more = next_page(moments, seen, limit)
    # Background questions are sentences: they say nothing of what a picture or a place scores.
    known = engine.calibration if query.text and not (request.image or request.like) else None
    return SearchResult(query, found, more, match_confidence(hits, vectors.words, known))


def _query_vectors(opened: SearchEngine, retriever: Retriever, question: SearchRequest, query: ParsedQuery) -> QueryVectors:
    said = retriever.vectors(query.text, question.scope.channels) if query.text else QueryVectors()
    if question.like:
        there = vectors_at(opened.store, question.like)
        if there is None:
            raise ValueError(unknown_video_message(question.like))
        said = QueryVectors(said.text or there.text, there.visual, said.words or there.words)
    vision = retriever.encoders.vision
    if question.image and vision:
        said = replace(said, visual=vision.encode_images([to_upright_jpeg(question.image)])[0].tolist())
    return said


def _retrieve(
    opened: SearchEngine, retriever: Retriever, question: SearchRequest, vectors: QueryVectors, scope: SearchScope
) -> Hits:
    hits: dict[Channel, list[Hit]] = retriever.hits(vectors, scope)
    if question.image and retriever.encoders.vision is None and "visual" in scope.channels:
        hits["visual"] = _exact_image_hits(opened, question.image, scope)
    return without_reference(hits, question.like) if question.like else hits


def _exact_image_hits(opened: SearchEngine, picture: bytes, scope: SearchScope) -> list[Hit]:
    """Without a model for pictures: the frames that are this very picture."""
    where = scope.where
    allowed = [video.video_id for video in opened.videos.matching(where)]
    found = opened.frame_hashes.nearest(phash(opened_picture(picture)), allowed, HITS_PER_CHANNEL)
    first, last = where.from_s or 0.0, where.to_s if where.to_s is not None else float("inf")
    return [hit for hit in found if hit.start_s < last and hit.end_s > first]
