"""One search over one engine: query vectors, hits, moments, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from vindex_search.common.pictures.image_hash import phash, to_upright_jpeg
from vindex_search.common.pictures.picture_file import decode_image
from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.query.engine import SearchEngine
from vindex_search.query.examples.more_like_this import VideoTime, unknown_video_message, vectors_at, without_reference
from vindex_search.query.pagination import SeenMoments, next_page, next_page_in_time
from vindex_search.query.parser import ParsedQuery, parse
from vindex_search.query.places.find import find_everywhere, find_in_video
from vindex_search.query.places.hit_points import Hits
from vindex_search.query.places.in_video import MAX_PHRASE_HITS, Order
from vindex_search.query.prepared_search import PreparedSearch
from vindex_search.query.retriever import QueryVectors, Retriever, SearchScope
from vindex_search.ranking.confidence import MatchConfidence, match_confidence
from vindex_search.ranking.exact_match import saying_hits
from vindex_search.ranking.fusion import HITS_PER_CHANNEL
from vindex_search.ranking.moments import Moment
from vindex_search.ranking.places import Place
from vindex_search.ranking.titles import named_chapters

EVERYTHING: Final = SearchScope()
MAX_READ_TITLES: Final = 10  # of chapters: one with the words of the query is among the nearest
NO_VIDEO: Final = ""  # an id beside those of a filter: where no video passes, an empty field would restrict nothing


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to find and where: a sentence, an image or a position in a video, or a sentence with either.

    Attributes:
        text: The query as it was typed.
        scope: The points and channels to search.
        image: An image file.
        like: A position in a video, to find more like it.
        order: Of the moments; `time` where one video is searched only.
        curve: Tell the course of the query through that video.
    """

    text: str
    scope: SearchScope = EVERYTHING
    image: bytes | None = None
    like: VideoTime | None = None
    order: Order = "rank"
    curve: bool = False

    @property
    def query(self) -> ParsedQuery:
        """The parsed text; empty where the request is an image or a position alone.

        Raises:
            EmptyQuery: there is nothing to find.
        """
        if not self.text.strip() and (self.image or self.like):
            return ParsedQuery("")
        return parse(self.text)

    @property
    def cursor_key(self) -> str:
        """Identifies the request in a cursor; without the image, since an image search has one page only."""
        return repr((self.text, self.scope, self.like, *(["time"] if self.order == "time" else [])))


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of moments, best first, whether another page follows, and how sure the match is.

    Attributes:
        says_every_word: One passage or slide has all words of the query, or a spelling or part of each.
        places: Of each video of the moments every place where the query stands out, in order of time.
        curve: Of the one video that is searched the course of the query, 0 to 1, a value every STEP_S; else empty.
    """

    query: ParsedQuery
    moments: list[Moment]
    has_more: bool
    confidence: MatchConfidence
    says_every_word: bool = False
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    curve: Sequence[float] = ()

    @property
    def matched(self) -> bool:
        """Whether anything in the library matches; what was found word for word always does."""
        return bool(self.moments) and (bool(self.query.phrases) or self.says_every_word or self.confidence.matched)


def run_search(engine: SearchEngine, request: SearchRequest, *, limit: int, seen: SeenMoments) -> SearchResult:
    """The next page of the best moments.

    Args:
        engine: An open engine.
        request: What to find, and where.
        limit: Maximum number of moments.
        seen: The moments of earlier pages.

    Raises:
        ValueError: the query is empty, or the image or position cannot be used; the message says why.
        RuntimeError: the engine is not open.
    """
    workspaces = request.scope.where.workspaces
    prepared = prepare_search(engine, request)
    retriever, query, vectors = prepared.retriever, prepared.query, prepared.vectors
    hits = dict(_retrieve(engine, retriever, request, vectors, prepared.scope))
    titles = hits.pop("chapter", [])
    named = named_chapters(titles[:MAX_READ_TITLES], retriever.title_tests(query.text))
    chapters = titles if prepared.scope.channels == ("chapter",) else named
    with engine.observer.time_stage("moments"):  # contains the second index stage, that of the scores of whole videos
        if prepared.scope.only_video:
            found = find_in_video(prepared, hits, chapters)
        else:
            found = find_everywhere(prepared, hits, len(seen) + limit + 1, chapters)
    turn_page = next_page_in_time if request.order == "time" else next_page
    page, has_more = turn_page(found.moments, seen, limit)
    # The calibration questions are sentences: they say nothing about the scores of an image or a position.
    calibration = None if request.image or request.like else engine.calibration(workspaces)
    return SearchResult(
        query=query,
        moments=page,
        has_more=has_more,
        confidence=match_confidence(hits, vectors.words, calibration),
        says_every_word=bool(named) or says_every_word(retriever, query.text, hits.get("words", ())),
        places=found.places,
        curve=found.curve,
    )


def prepare_search(engine: SearchEngine, request: SearchRequest) -> PreparedSearch:
    """What the index is asked for a request.

    Raises:
        ValueError: the query is empty, or the image or position cannot be used; the message says why.
        RuntimeError: the engine is not open.
    """
    retriever = engine.retriever(request.scope.where.workspaces)
    request = replace(request, scope=_with_videos_in_scope(engine, request.scope))
    query = _with_said_phrase(retriever, request)
    scope = _effective_scope(retriever, request, query)
    return PreparedSearch(retriever, query, scope, _query_vectors(engine, retriever, request, query), request.like)


def _with_videos_in_scope(engine: SearchEngine, scope: SearchScope) -> SearchScope:
    """A scope whose filters by duration and description, which points do not have, are one by video ids.

    One video is named alone only where the caller did: a search in one video is another one.
    """
    where = scope.where
    if not (where.restricts_duration or where.restricts_descriptions):
        return scope
    admitted = tuple(video.video_id for video in engine.videos.matching(where))
    video_ids = admitted if admitted and set(admitted) == set(where.video_ids) else (*admitted, NO_VIDEO)
    return replace(scope, where=replace(where.of_points, video_ids=video_ids))


def _with_said_phrase(retriever: Retriever, request: SearchRequest) -> ParsedQuery:
    """The query; one of stop words only, as in "to be or not to be", is a phrase where anybody says it."""
    query = request.query
    if query.phrases or "words" not in request.scope.channels:
        return query
    scope = _effective_scope(retriever, request, query)
    return replace(query, phrases=(query.text,)) if retriever.is_said(query.text, scope.where) else query


def says_every_word(retriever: Retriever, text: str, words: Sequence[Hit]) -> bool:
    """Whether one of the best hits of the words channel has every word of a query but the stop words."""
    return bool(saying_hits(words, partial(retriever.has_every_word, text)))


def _effective_scope(retriever: Retriever, request: SearchRequest, query: ParsedQuery) -> SearchScope:
    """The scope of a request with the library's own language codes and the phrases and exclusions of its query."""
    where = replace(
        request.scope.where,
        languages=retriever.equivalent_languages(request.scope.where.languages),
        phrases=query.phrases,
        without=query.excluded,
    )
    return replace(request.scope, where=where)


def _query_vectors(
    engine: SearchEngine, retriever: Retriever, request: SearchRequest, query: ParsedQuery
) -> QueryVectors:
    """The vectors of the sentence; a position fills those that it lacks, and its frame or an image is what is seen."""
    vectors = retriever.vectors(query.text, request.scope.channels) if query.text else QueryVectors()
    if request.like:
        reference = vectors_at(engine.store, request.like)
        if reference is None:
            raise ValueError(unknown_video_message(request.like))
        vectors = QueryVectors(
            text=vectors.text or reference.text,
            visual=reference.visual or vectors.visual,
            words=vectors.words or reference.words,
        )
    vision = retriever.encoders.vision
    if request.image and vision:
        (visual,) = vision.encode_images([to_upright_jpeg(request.image)])
        vectors = replace(vectors, visual=visual.tolist())
    return vectors


def _retrieve(
    engine: SearchEngine, retriever: Retriever, request: SearchRequest, vectors: QueryVectors, scope: SearchScope
) -> Hits:
    limit = MAX_PHRASE_HITS if scope.only_video and scope.where.phrases else HITS_PER_CHANNEL
    hits: dict[Channel, list[Hit]] = retriever.hits(vectors, scope, limit=limit, with_titles=True)
    if request.image and retriever.encoders.vision is None and "visual" in scope.channels:
        hits["visual"] = _exact_image_hits(engine, request.image, scope)
    return without_reference(hits, request.like) if request.like else hits


def _exact_image_hits(engine: SearchEngine, image: bytes, scope: SearchScope) -> list[Hit]:
    """The frames that show this very image: the visual channel of a model set without a vision model."""
    where = scope.where
    video_ids = [video.video_id for video in engine.videos.matching(where)]
    hits = engine.frame_hashes.nearest(phash(decode_image(image)), video_ids, HITS_PER_CHANNEL)
    from_s, to_s = where.from_s or 0.0, where.to_s if where.to_s is not None else float("inf")
    return [hit for hit in hits if hit.start_s < to_s and hit.end_s > from_s]
