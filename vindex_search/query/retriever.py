"""Query -> hits per channel: encode once per model, ask all channels in one batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vindex_search.common.languages import equivalent_codes
from vindex_search.common.observer import NULL_OBSERVER, Observer
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.base import TEXT_VECTOR, VISUAL_VECTOR, WORDS_VECTOR, Index
from vindex_search.index.types import NO_FILTER, ChannelQuery, Hit, PointFilter, PointTimes, SparseVector
from vindex_search.models.encoders import Encoders, Match, TextQueries
from vindex_search.ranking.fusion import HITS_PER_CHANNEL
from vindex_search.ranking.relevance_curve import CurveSource, RelevanceCurve, relevance_curve

MAX_CURVE_VIDEOS: Final = 10  # videos whose every point is looked at; of the others the hits must do
TEXT_CHANNELS: Final[tuple[Channel, ...]] = ("speech", "screen")


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What a query may look at."""

    where: PointFilter = NO_FILTER
    channels: tuple[Channel, ...] = CHANNELS


@dataclass(frozen=True, slots=True)
class QueryVectors:
    """A question in the spaces of the index; None: nothing is asked there."""

    text: list[float] | None = None
    visual: list[float] | None = None
    words: SparseVector | None = None


class Retriever:
    """Asks one index with the encoders of the model set that filled it.

    Args:
        index: The index.
        encoders: Of the same set.
        languages: Those of the index, by whose rules a query's words are looked for.
        observer: Is told how long each stage took.
    """

    def __init__(
        self, index: Index, encoders: Encoders, languages: Sequence[str] = (), observer: Observer = NULL_OBSERVER
    ) -> None:
        self._index = index
        self._languages = languages
        self._observer = observer
        self.encoders = encoders

    def vectors(self, text: str, channels: Sequence[Channel]) -> QueryVectors:
        """A sentence in the spaces that the channels need; no words where it has stop words only."""
        dense: list[Channel] = [channel for channel in channels if channel in ("speech", "screen")]
        return QueryVectors(
            text=self._dense_vector(self.encoders.text, text, dense[0]) if dense else None,
            visual=self._dense_vector(self.encoders.vision, text, "visual") if "visual" in channels else None,
            words=self._sparse_vector(text) if "words" in channels else None,
        )

    def hits(self, vectors: QueryVectors, scope: SearchScope) -> dict[Channel, list[Hit]]:
        """The best hits of each channel in scope, best first; a channel without a vector has none."""
        searches = [search for channel in scope.channels for search in _channel_queries(channel, vectors, scope.where)]
        with self._observer.time_stage("index"):
            answers = self._index.query(searches) if searches else []
        return {search.channel: found for search, found in zip(searches, answers, strict=True)}

    def relevance_curves(
        self, vectors: QueryVectors, scope: SearchScope, hits: Mapping[Channel, Sequence[Hit]]
    ) -> CurveSource:
        """What asks for the whole course of a question through videos, of which the first few are looked at.

        Args:
            vectors: The question.
            scope: Where it looks.
            hits: What was found; they tell which generation of a video counts.
        """
        generations = {hit.video_id: hit.generation for found in hits.values() for hit in found if hit.generation}

        def ask(video_ids: Sequence[str]) -> Mapping[str, list[RelevanceCurve]]:
            looked_at = [(name, generations[name]) for name in video_ids[:MAX_CURVE_VIDEOS] if name in generations]
            with self._observer.time_stage("index"):
                return self._query_curves(vectors, scope.channels, looked_at)

        return ask

    def _query_curves(
        self, vectors: QueryVectors, channels: Sequence[Channel], videos: Iterable[tuple[str, Generation]]
    ) -> dict[str, list[RelevanceCurve]]:
        asked = [
            (video_id, places, search)
            for video_id, generation in videos
            for places in self._point_times(generation)
            for search in _curve_queries(vectors, channels, generation, places)
        ]
        answers = self._index.scores([search for _, _, search in asked]) if asked else []
        found: dict[str, list[RelevanceCurve]] = {}
        for (video_id, places, _), scores in zip(asked, answers, strict=True):
            if scores:
                found.setdefault(video_id, []).append(relevance_curve(places, scores))
        return found

    def _point_times(self, generation: Generation) -> list[PointTimes]:
        try:
            return [self._index.point_times(generation)]
        except LookupError:  # the video was replaced or removed since it was found
            return []

    def equivalent_languages(self, languages: Sequence[str]) -> tuple[str, ...]:
        """Languages by every code that the library's texts came with: who asks for `de` means `ger` too."""
        return equivalent_codes(languages, self._languages)

    def highlights(self, query: str, text: str) -> list[tuple[int, int]]:
        """Character ranges of the words of `text` that the query asks for."""
        return self.encoders.sparse.highlights(query, text, self._languages)

    def matches(self, query: str, text: str) -> list[Match]:
        """The words of `text` that the query asks for, each with the tokens that they share."""
        return self.encoders.sparse.matches(query, text, self._languages)

    def _dense_vector(self, encoder: TextQueries | None, text: str, channel: Channel) -> list[float] | None:
        if encoder is None:
            return None
        with self._observer.time_stage("encode", channel):
            return [float(part) for part in encoder.encode_query(text)]

    def _sparse_vector(self, text: str) -> SparseVector | None:
        with self._observer.time_stage("encode", "words"):
            indices, values = self.encoders.sparse.encode_query(text, self._languages)
        return SparseVector(indices, values) if indices else None


def _channel_queries(channel: Channel, vectors: QueryVectors, where: PointFilter) -> list[ChannelQuery]:
    """The search of one channel, or none."""
    kinds = ("speech", "screen") if channel == "words" else (channel,)
    using, vector = _vector_of(channel, vectors)
    if vector is None:
        return []
    return [
        ChannelQuery(
            channel=channel,
            using=using,
            vector=vector,
            point_channels=kinds,
            limit=HITS_PER_CHANNEL,
            where=where,
        )
    ]


def _vector_of(channel: Channel, vectors: QueryVectors) -> tuple[str, list[float] | SparseVector | None]:
    if channel == "words":
        return WORDS_VECTOR, vectors.words
    return (VISUAL_VECTOR, vectors.visual) if channel == "visual" else (TEXT_VECTOR, vectors.text)


def _curve_queries(
    vectors: QueryVectors, channels: Sequence[Channel], generation: Generation, places: PointTimes
) -> Iterator[ChannelQuery]:
    """All points of a video by what is said there, or written where nobody speaks, and by what is seen.

    Passages go before slides, which stand longer than what is said about them.
    """
    said: list[Channel] = [kind for kind in TEXT_CHANNELS if kind in channels and kind in places.channels]
    most = len(places.starts)
    if vectors.text is not None and said:
        yield ChannelQuery(
            channel="speech",
            using=TEXT_VECTOR,
            vector=vectors.text,
            point_channels=(said[0],),
            limit=most,
            generation=generation,
        )
    if vectors.visual is not None and "visual" in channels and "visual" in places.channels:
        yield ChannelQuery(
            channel="visual",
            using=VISUAL_VECTOR,
            vector=vectors.visual,
            point_channels=("visual",),
            limit=most,
            generation=generation,
        )
