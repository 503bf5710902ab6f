"""Retrieval: encode a query once per model, search all channels in one batch, score whole videos for their curves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from vindex_search.common.languages import equivalent_codes
from vindex_search.common.telemetry.observer import NULL_OBSERVER, Observer
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.base import TEXT_VECTOR, VISUAL_VECTOR, WORDS_VECTOR, Index
from vindex_search.index.types import NO_FILTER, ChannelQuery, Hit, PointFilter, PointTimes, SparseVector
from vindex_search.models.encoders import Encoders, Match, TextQueries
from vindex_search.models.sparse.phrases import find_phrase
from vindex_search.models.sparse.words import merge_adjacent
from vindex_search.query.parser import ParsedQuery
from vindex_search.ranking.fusion import HITS_PER_CHANNEL
from vindex_search.ranking.relevance_curve import CurveSource, RelevanceCurve, relevance_curve

MAX_CURVE_VIDEOS: Final = 10  # videos of which every point is scored; the others make do with their hits
TEXT_CHANNELS: Final[tuple[Channel, ...]] = ("speech", "screen")  # those that the words channel searches, too


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What a search covers: the points, and the channels to find them on."""

    where: PointFilter = NO_FILTER
    channels: tuple[Channel, ...] = CHANNELS


@dataclass(frozen=True, slots=True)
class QueryVectors:
    """A query in the vector spaces of the index; a space without a vector is not searched."""

    text: list[float] | None = None
    visual: list[float] | None = None
    words: SparseVector | None = None


class _CurveQuery(NamedTuple):
    """The query for the scores of all points of one video in one vector space."""

    video_id: str
    times: PointTimes
    channel_query: ChannelQuery


class Retriever:
    """Searches one index with the encoders of the model set that filled it.

    Args:
        index: The index.
        encoders: Of the same model set.
        languages: Those of the index, by whose rules the words of a query are tokenized.
        observer: Receives how long each stage took.
    """

    def __init__(
        self, index: Index, encoders: Encoders, languages: Sequence[str] = (), observer: Observer = NULL_OBSERVER
    ) -> None:
        self._index = index
        self._languages = languages
        self._observer = observer
        self.encoders = encoders

    def vectors(self, text: str, channels: Sequence[Channel]) -> QueryVectors:
        """Encode a sentence for the given channels; `words` is None where it has stop words only."""
        dense: list[Channel] = [channel for channel in channels if channel in TEXT_CHANNELS]
        return QueryVectors(
            text=self._dense_vector(self.encoders.text, text, dense[0]) if dense else None,
            visual=self._dense_vector(self.encoders.vision, text, "visual") if "visual" in channels else None,
            words=self._sparse_vector(text) if "words" in channels else None,
        )

    def hits(self, vectors: QueryVectors, scope: SearchScope) -> dict[Channel, list[Hit]]:
        """The hits of each channel in scope that has a vector, best first."""
        queries = [query for channel in scope.channels for query in _channel_queries(channel, vectors, scope.where)]
        with self._observer.time_stage("index"):
            answers = self._index.query(queries) if queries else []
        return {query.channel: hits for query, hits in zip(queries, answers, strict=True)}

    def relevance_curves(
        self, vectors: QueryVectors, scope: SearchScope, hits: Mapping[Channel, Sequence[Hit]]
    ) -> CurveSource:
        """A source of relevance curves, which scores every point of the first MAX_CURVE_VIDEOS videos it is asked for.

        Args:
            vectors: The query.
            scope: What the search covers.
            hits: Those of the search: a curve is of the generation that a video's hits belong to.
        """
        generations = {hit.video_id: hit.generation for found in hits.values() for hit in found if hit.generation}

        def curves_of(video_ids: Sequence[str]) -> Mapping[str, list[RelevanceCurve]]:
            scored = [generations[name] for name in video_ids[:MAX_CURVE_VIDEOS] if name in generations]
            with self._observer.time_stage("index"):
                return self._query_curves(vectors, scope, scored)

        return curves_of

    def _query_curves(
        self, vectors: QueryVectors, scope: SearchScope, generations: Iterable[Generation]
    ) -> dict[str, list[RelevanceCurve]]:
        queries = [query for generation in generations for query in self._curve_queries(vectors, scope, generation)]
        answers = self._index.scores([query.channel_query for query in queries]) if queries else []
        curves: dict[str, list[RelevanceCurve]] = {}
        for query, scores in zip(queries, answers, strict=True):
            if scores:
                curves.setdefault(query.video_id, []).append(
                    relevance_curve(query.times, scores, query.channel_query.channel)
                )
        return curves

    def _curve_queries(self, vectors: QueryVectors, scope: SearchScope, generation: Generation) -> list[_CurveQuery]:
        try:
            times = self._index.point_times(generation)
        except LookupError:  # the video was replaced or removed since it was found
            return []
        queries = _generation_queries(vectors, scope, generation, times)
        return [_CurveQuery(video_id=generation.video_id, times=times, channel_query=query) for query in queries]

    def equivalent_languages(self, languages: Sequence[str]) -> tuple[str, ...]:
        """Languages in every code that the library's texts use: `de` also means `ger`."""
        return equivalent_codes(languages, self._languages)

    def is_said(self, text: str, where: PointFilter) -> bool:
        """Whether a text is several stop words that are somewhere said or written in a row.

        The words channel has no stop words, but an index of the texts finds them as a phrase.
        """
        if not self.encoders.sparse.is_of_stop_words(text, self._languages):
            return False
        vector = self._dense_vector(self.encoders.text, text, "speech")
        phrase = ChannelQuery(
            channel="speech",
            using=TEXT_VECTOR,
            vector=vector or [],
            point_channels=TEXT_CHANNELS,
            limit=1,
            where=replace(where, phrases=(text,)),
        )
        with self._observer.time_stage("index"):
            return any(self._index.query([phrase]))

    def highlights(self, query: ParsedQuery, text: str) -> list[tuple[int, int]]:
        """Ranges [start, end) of characters of `text` that match the query, its phrases as one."""
        words = self.encoders.sparse.highlights(query.text, text, self._languages)
        phrases = [span for phrase in query.phrases if (span := find_phrase(phrase, text))]
        return list(merge_adjacent(sorted([*words, *phrases]), text))

    def matches(self, query: str, text: str) -> list[Match]:
        """The words of `text` that match the query, in order."""
        return self.encoders.sparse.matches(query, text, self._languages)

    def has_every_word(self, query: str, text: str) -> bool:
        """Whether a text has every word of the query but the stop words."""
        return self.encoders.sparse.has_every_word(query, text, self._languages)

    def _dense_vector(self, encoder: TextQueries | None, text: str, channel: Channel) -> list[float] | None:
        if encoder is None:
            return None
        with self._observer.time_stage("encode", channel):
            return [float(component) for component in encoder.encode_query(text)]

    def _sparse_vector(self, text: str) -> SparseVector | None:
        with self._observer.time_stage("encode", "words"):
            indices, values = self.encoders.sparse.encode_query(text, self._languages)
        return SparseVector(indices, values) if indices else None


def _channel_queries(channel: Channel, vectors: QueryVectors, where: PointFilter) -> list[ChannelQuery]:
    """The query of one channel; none where it has no vector."""
    using, vector = _vector_of(channel, vectors)
    if vector is None:
        return []
    return [
        ChannelQuery(
            channel=channel,
            using=using,
            vector=vector,
            point_channels=TEXT_CHANNELS if channel == "words" else (channel,),
            limit=HITS_PER_CHANNEL,
            where=where,
        )
    ]


def _vector_of(channel: Channel, vectors: QueryVectors) -> tuple[str, list[float] | SparseVector | None]:
    """The name of the vector that a channel searches, and the query's."""
    if channel == "words":
        return WORDS_VECTOR, vectors.words
    return (VISUAL_VECTOR, vectors.visual) if channel == "visual" else (TEXT_VECTOR, vectors.text)


def _generation_queries(
    vectors: QueryVectors, scope: SearchScope, generation: Generation, times: PointTimes
) -> Iterator[ChannelQuery]:
    """The queries for all points of a video: one of its text channels, by vector and by words, and its frames.

    Passages come before slides, which stay on the screen for longer than they are spoken about.
    """
    channels = scope.channels
    texts: list[Channel] = [channel for channel in TEXT_CHANNELS if channel in channels and channel in times.channels]
    count = len(times.starts)
    if vectors.text is not None and texts:
        yield ChannelQuery(
            channel=texts[0],
            using=TEXT_VECTOR,
            vector=vectors.text,
            point_channels=(texts[0],),
            limit=count,
            generation=generation,
        )
    if vectors.words is not None and "words" in channels and texts:
        yield ChannelQuery(
            channel="words",
            using=WORDS_VECTOR,
            vector=vectors.words,
            point_channels=(texts[0],),
            limit=count,
            where=PointFilter(workspaces=scope.where.workspaces),  # by whose texts words are rare
            generation=generation,
        )
    if vectors.visual is not None and "visual" in channels and "visual" in times.channels:
        yield ChannelQuery(
            channel="visual",
            using=VISUAL_VECTOR,
            vector=vectors.visual,
            point_channels=("visual",),
            limit=count,
            generation=generation,
        )
