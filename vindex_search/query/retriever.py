"""Retrieval: encode a query once per model, search all channels in one batch, score whole videos for their curves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from vindex_search.common.languages import equivalent_codes
from vindex_search.common.telemetry.observer import NULL_OBSERVER, Observer
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.base import TEXT_VECTOR, VISUAL_VECTOR, WORDS_VECTOR, Index
from vindex_search.index.types import NO_FILTER, ChannelQuery, Hit, PointFilter, SparseVector
from vindex_search.models.encoders import Encoders, Match, TextQueries
from vindex_search.models.sparse.phrases import find_phrase
from vindex_search.models.sparse.words import merge_adjacent
from vindex_search.query.parser import ParsedQuery
from vindex_search.query.places.video_scores import TEXT_CHANNELS, VideoScores
from vindex_search.ranking.exact_match import MAX_STOP_WORD_SHARE
from vindex_search.ranking.fusion import HITS_PER_CHANNEL
from vindex_search.ranking.titles import TitleTests

GROWTH: Final = 4  # of the number of places asked for, where all so far were above the bar
TITLES: Final[Channel] = "chapter"  # the channel of the titles of chapters
MAX_FOUND: Final = 200_000  # places a channel: the largest limit that the server's strict mode lets pass


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What a search covers: the points, and the channels to find them on."""

    where: PointFilter = NO_FILTER
    channels: tuple[Channel, ...] = CHANNELS

    @property
    def only_video(self) -> str | None:
        """The one video that is searched; None where it is not one."""
        return self.where.video_ids[0] if len(set(self.where.video_ids)) == 1 else None

    @property
    def has_point_filter(self) -> bool:
        """Whether some points of a video in scope may be outside of it."""
        where = self.where
        by_text = where.languages or where.speakers or where.phrases or where.without
        return bool(by_text) or where.from_s is not None or where.to_s is not None


@dataclass(frozen=True, slots=True)
class QueryVectors:
    """A query in the vector spaces of the index; a space without a vector is not searched."""

    text: list[float] | None = None
    visual: list[float] | None = None
    words: SparseVector | None = None

    def of_channel(self, channel: Channel) -> tuple[str, list[float] | SparseVector | None]:
        """The name of the vector that a channel searches, and the query's."""
        if channel == "words":
            return WORDS_VECTOR, self.words
        return (VISUAL_VECTOR, self.visual) if channel == "visual" else (TEXT_VECTOR, self.text)


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
        self.languages = languages
        self._observer = observer
        self.encoders = encoders

    def vectors(self, text: str, channels: Sequence[Channel]) -> QueryVectors:
        """Encode a sentence for the given channels; `words` is None where it has stop words only."""
        dense: list[Channel] = [channel for channel in channels if channel in (*TEXT_CHANNELS, TITLES)]
        return QueryVectors(
            text=self._dense_vector(self.encoders.text, text, dense[0]) if dense else None,
            visual=self._dense_vector(self.encoders.vision, text, "visual") if "visual" in channels else None,
            words=self._sparse_vector(text) if "words" in channels else None,
        )

    def hits(
        self, vectors: QueryVectors, scope: SearchScope, *, limit: int = HITS_PER_CHANNEL, with_titles: bool = False
    ) -> dict[Channel, list[Hit]]:
        """The hits of each channel in scope that has a vector, best first; at most `limit` of each.

        Titles of chapters, which are ranked apart (`ranking/titles.py`), are among them only if asked for.
        """
        channels = [channel for channel in scope.channels if with_titles or channel != TITLES]
        queries = [query for channel in channels for query in _channel_queries(channel, vectors, scope.where, limit)]
        with self._observer.time_stage("index"):
            answers = self._index.query(queries) if queries else []
        return {query.channel: hits for query, hits in zip(queries, answers, strict=True)}

    def hits_within(
        self,
        vectors: QueryVectors,
        scope: SearchScope,
        asked: Sequence[tuple[tuple[float, float], Sequence[Channel]]],
    ) -> list[dict[Channel, list[Hit]]]:
        """The best hit of some channels in scope in each of some ranges of seconds, in one batch."""
        queries = [
            [
                query
                for channel in scope.channels
                if channel in channels
                for query in _channel_queries(channel, vectors, _within(scope.where, *span), limit=1)
            ]
            for span, channels in asked
        ]
        with self._observer.time_stage("index"):
            answers = iter(self._index.query([query for of_span in queries for query in of_span]))
        return [{query.channel: next(answers) for query in of_span} for of_span in queries]

    def hits_from(self, bars: Mapping[Channel, float], vectors: QueryVectors, scope: SearchScope) -> list[Hit]:
        """Every place whose score on a channel is at least the channel's bar, however many there are; exact.

        Asked for more and more places, until the last one is below the bar: mostly, a few are above it.
        """
        channels = [channel for channel in scope.channels if bars[channel] < math.inf]
        queries = [
            query for channel in channels for query in _channel_queries(channel, vectors, scope.where, HITS_PER_CHANNEL)
        ]
        pending, found = [replace(query, to_count=True) for query in queries], list[Hit]()
        while pending:
            with self._observer.time_stage("index"):
                answers = self._index.query(pending)
            asked, pending = pending, []
            for query, hits in zip(asked, answers, strict=True):
                bar = bars[query.channel]
                if query.limit >= MAX_FOUND or len(hits) < query.limit or hits[-1].score < bar:
                    found += [hit for hit in hits if hit.score >= bar]
                else:
                    pending.append(replace(query, limit=min(MAX_FOUND, query.limit * GROWTH)))
        return found

    def relevance_curves(
        self, vectors: QueryVectors, scope: SearchScope, hits: Mapping[Channel, Sequence[Hit]]
    ) -> VideoScores:
        """A source of relevance curves, which scores every point of the first MAX_CURVE_VIDEOS videos it is asked for.

        Args:
            vectors: The query.
            scope: What the search covers.
            hits: Those of the search: a curve is of the generation that a video's hits belong to.
        """
        return VideoScores(self._index, vectors, scope, hits, self._observer)

    def equivalent_languages(self, languages: Sequence[str]) -> tuple[str, ...]:
        """Languages in every code that the library's texts use: `de` also means `ger`."""
        return equivalent_codes(languages, self.languages)

    def is_said(self, text: str, where: PointFilter) -> bool:
        """Whether a text is several stop words that are somewhere said or written in a row.

        The words channel has no stop words, but an index of the texts finds them as a phrase.
        """
        if not self.encoders.sparse.is_of_stop_words(text, self.languages):
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
        words = self.encoders.sparse.highlights(query.text, text, self.languages)
        phrases = [span for phrase in query.phrases if (span := find_phrase(phrase, text))]
        return list(merge_adjacent(sorted([*words, *phrases]), text))

    def matches(self, query: str, text: str) -> list[Match]:
        """The words of `text` that match the query, in order."""
        return self.encoders.sparse.matches(query, text, self.languages)

    def has_every_word(self, query: str, text: str) -> bool:
        """Whether a text has every word of the query but the stop words."""
        return self.encoders.sparse.has_every_word(query, text, self.languages)

    def title_tests(self, query: str) -> TitleTests:
        """What titles of chapters are compared with a query by."""
        return TitleTests(
            has_every_word=partial(self.has_every_word, query),
            matches=partial(self.matches, query),
            word_count=lambda title: len(self.matches(title, title)),
        )

    def is_keyword_query(self, query: str) -> bool:
        """Whether a query is a list of key words, no question or heading; see `MAX_STOP_WORD_SHARE`."""
        return self.encoders.sparse.stop_word_share(query, self.languages) <= MAX_STOP_WORD_SHARE

    def _dense_vector(self, encoder: TextQueries | None, text: str, channel: Channel) -> list[float] | None:
        if encoder is None:
            return None
        with self._observer.time_stage("encode", channel):
            return [float(component) for component in encoder.encode_query(text)]

    def _sparse_vector(self, text: str) -> SparseVector | None:
        with self._observer.time_stage("encode", "words"):
            indices, values = self.encoders.sparse.encode_query(text, self.languages)
        return SparseVector(indices, values) if indices else None


def _channel_queries(channel: Channel, vectors: QueryVectors, where: PointFilter, limit: int) -> list[ChannelQuery]:
    """The query of one channel; none where it has no vector."""
    using, vector = vectors.of_channel(channel)
    if vector is None:
        return []
    return [
        ChannelQuery(
            channel=channel,
            using=using,
            vector=vector,
            point_channels=TEXT_CHANNELS if channel == "words" else (channel,),
            limit=limit,
            where=where,
        )
    ]


def _within(where: PointFilter, start_s: float, end_s: float) -> PointFilter:
    """A filter that admits nothing outside of a range either."""
    from_s = start_s if where.from_s is None else max(start_s, where.from_s)
    to_s = end_s if where.to_s is None else min(end_s, where.to_s)
    return replace(where, from_s=from_s, to_s=to_s)
