"""The scores of every point of single videos: what their relevance curves and courses are made of.

One batch for all videos, of ids and scores alone. The places of the hits are known already, so a channel that has many
points in a video (slides, words) is scored whole only where one video is searched; elsewhere its hits stand for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from vindex_search.common.telemetry.observer import Observer
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import Channel
from vindex_search.index.base import Index
from vindex_search.index.types import ChannelQuery, Hit, PointFilter, PointTimes
from vindex_search.ranking.course import ScoredPoints, joined
from vindex_search.ranking.relevance_curve import RelevanceCurve, relevance_curve

if TYPE_CHECKING:
    from vindex_search.query.retriever import QueryVectors, SearchScope

MAX_CURVE_VIDEOS: Final = 10  # videos of which every point is scored; the others make do with their hits
TEXT_CHANNELS: Final[tuple[Channel, ...]] = ("speech", "screen")  # those that the words channel searches, too

CURVE_ORDER: Final[tuple[Channel, ...]] = (*TEXT_CHANNELS, "words", "visual")  # of the curves of one video
NO_WORD: Final = 0.0  # score of a text that has no word of the query

Scores = Sequence[tuple[object, float]]


class _PointQuery(NamedTuple):
    """A query for the scores of all points of one video on one channel.

    `is_curve`: the answer is a relevance curve too. `is_filter`: it tells which of the points the filters admit.
    """

    times: PointTimes
    channel_query: ChannelQuery
    is_curve: bool = False
    is_filter: bool = False


class VideoScores:
    """A source of relevance curves that keeps the scored points; call it once.

    Args:
        index: The index.
        vectors: The query.
        scope: What the search covers. Relevance curves are of all points of its channels; of scored points the filters
            admit some.
        hits: Those of the search: a video is scored in the generation that its hits belong to.
        observer: Receives how long the index took.

    Attributes:
        points: Of each scored video the points of each channel that was scored whole.
    """

    def __init__(
        self,
        index: Index,
        vectors: QueryVectors,
        scope: SearchScope,
        hits: Mapping[Channel, Sequence[Hit]],
        observer: Observer,
    ) -> None:
        self._index, self._vectors, self._scope, self._observer = index, vectors, scope, observer
        self._generations = {hit.video_id: hit.generation for found in hits.values() for hit in found if hit.generation}
        self.points: dict[str, dict[Channel, ScoredPoints]] = {}

    def __call__(self, video_ids: Sequence[str]) -> Mapping[str, list[RelevanceCurve]]:
        """The relevance curves of the first MAX_CURVE_VIDEOS of some videos."""
        scored = [self._generations[name] for name in video_ids[:MAX_CURVE_VIDEOS] if name in self._generations]
        queries_of = {generation.video_id: self._queries(generation) for generation in scored}
        with self._observer.time_stage("index"):
            queries = [query.channel_query for of_video in queries_of.values() for query in of_video]
            answers = iter(self._index.scores(queries) if queries else [])
        found: dict[str, list[RelevanceCurve]] = {}
        for video_id, of_video in queries_of.items():
            scored_points = _scored_points([(query, next(answers)) for query in of_video])
            self.points[video_id] = _by_channel(scored_points)
            found[video_id] = [
                RelevanceCurve(points.starts, points.ends, points.scores, query.channel_query.channel)
                for query, points in scored_points
                if query.is_curve and len(points.scores)
            ]
        return {video_id: curves for video_id, curves in found.items() if curves}

    def _queries(self, generation: Generation) -> list[_PointQuery]:
        try:
            times = self._index.point_times(generation)
        except LookupError:  # the video was replaced or removed since it was found
            return []
        channels = [channel for channel in CURVE_ORDER if channel in self._scope.channels]
        return [query for channel in channels for query in self._of_channel(channel, generation, times)]

    def _of_channel(self, channel: Channel, generation: Generation, times: PointTimes) -> list[_PointQuery]:
        """The queries of one channel by kind of point: of all points, and of those that the filters admit."""
        using, vector = self._vectors.of_channel(channel)
        if vector is None:
            return []

        def query(kind: Channel, where: PointFilter) -> ChannelQuery:
            return ChannelQuery(
                channel=channel,
                using=using,
                vector=vector,
                point_channels=(kind,),
                limit=len(times.starts),
                where=where,
                generation=generation,
            )

        where = self._scope.where
        everywhere = PointFilter(workspaces=where.workspaces)  # by whose texts words are rare
        found: list[_PointQuery] = []
        for kind, is_curve in self._kinds(channel, times):
            found.append(_PointQuery(times, query(kind, everywhere), is_curve=is_curve))
            if self._scope.has_point_filter:
                found.append(_PointQuery(times, query(kind, where), is_filter=True))
        return found

    def _kinds(self, channel: Channel, times: PointTimes) -> list[tuple[Channel, bool]]:
        """The kinds of points that a channel is scored on, and whether their scores are a relevance curve too.

        The curve of texts is that of passages before that of slides, which stay for longer than they are spoken about.
        """
        texts = [one for one in TEXT_CHANNELS if one in self._scope.channels and one in times.channels]
        if channel == "words":
            return [(kind, kind in texts[:1]) for kind in TEXT_CHANNELS if kind in times.channels]
        is_curve = channel == "visual" or channel in texts[:1]
        is_scored = channel in times.channels and (is_curve or self._scope.only_video is not None)
        return [(channel, is_curve)] if is_scored else []


def _by_channel(scored: Sequence[tuple[_PointQuery, ScoredPoints]]) -> dict[Channel, ScoredPoints]:
    parts: dict[Channel, list[ScoredPoints]] = {}
    for query, points in scored:
        parts.setdefault(query.channel_query.channel, []).append(points)
    return {channel: joined(of_channel) for channel, of_channel in parts.items()}


def _scored_points(answers: Sequence[tuple[_PointQuery, Scores]]) -> list[tuple[_PointQuery, ScoredPoints]]:
    """The points of one video by the answers of the index; what the filters admit was answered apart."""
    admitted = {
        _point_kind(query): {point_id for point_id, _ in scores} for query, scores in answers if query.is_filter
    }
    return [
        (query, _with_times(query, scores, admitted.get(_point_kind(query))))
        for query, scores in answers
        if not query.is_filter
    ]


def _point_kind(query: _PointQuery) -> tuple[Channel, tuple[str, ...]]:
    return query.channel_query.channel, query.channel_query.point_channels


def _with_times(query: _PointQuery, scores: Scores, admitted: Collection[object] | None) -> ScoredPoints:
    times, curve = query.times, relevance_curve(query.times, scores)
    every = np.ones(len(curve.starts), dtype=bool)
    if admitted is not None:
        every[:] = [point_id in admitted for point_id, _ in scores if point_id in times.rows]
    return ScoredPoints(
        starts=curve.starts,
        ends=curve.ends,
        scores=curve.scores,
        admitted=every,
        absent=NO_WORD if query.channel_query.channel == "words" else None,
        film_s=float(times.ends.max()),
    )
