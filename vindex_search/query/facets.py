"""Facets of a search: how many videos it finds, by the values of their attributes.

Something is near to every query, so "found" needs a bar. A place is found where its score on its channel is at least
what the best place of the library scores for an ordinary question that the library does not answer: the median of the
calibration. Where nothing in the library matches, nothing is found; where a phrase is asked for, all places that say
it are; without a calibration, all that a channel returns.

The bar and the scores are those of a search of all that the caller can see, whatever is chosen in the filters. So a
place is found or not whichever filters are added, and the count beside a value is the number of videos that are found
once it is chosen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit, PointFilter
from vindex_search.query.engine import SearchEngine
from vindex_search.query.prepared_search import PreparedSearch
from vindex_search.query.retriever import QueryVectors, SearchScope
from vindex_search.query.search import SearchRequest, prepare_search
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.confidence import SIGNAL_OF_CHANNEL, match_confidence
from vindex_search.ranking.exact_match import saying_hits
from vindex_search.videos.facets.counts import count_facets
from vindex_search.videos.facets.names import FacetName, Facets
from vindex_search.videos.facets.selection import FacetSelection, PlaceKeywords
from vindex_search.videos.video import Video

EVERYTHING_FOUND: Final = -math.inf  # the bar of a channel on which all places are found
NOTHING_FOUND: Final = math.inf

Bars = Mapping[Channel, float]
Hits = Mapping[Channel, Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Which facets are counted, and the workspaces that the caller can see (empty: all)."""

    names: tuple[FacetName, ...]
    workspaces: tuple[str, ...] = ()


def search_facets(engine: SearchEngine, request: SearchRequest, wanted: FacetRequest) -> Facets:
    """The facets of a search for a sentence.

    Args:
        engine: An open engine.
        request: The search, with the filters that are chosen.
        wanted: Which facets.

    Raises:
        ValueError: the search is for an image or a position, of whose scores no calibration knows which are high.
    """
    if request.image or request.like:
        raise ValueError("facets count what a sentence finds; they cannot be asked for with an image or `like`")
    chosen = FacetSelection(request.scope.where, request.scope.channels if request.scope.channels != CHANNELS else ())
    prepared = prepare_search(engine, replace(request, scope=SearchScope(_without_facets(request, wanted))))
    nearest = prepared.retriever.hits(prepared.vectors, prepared.scope)
    bars = found_from(prepared, nearest, engine.calibration(wanted.workspaces))
    found = prepared.retriever.hits_from(bars, prepared.vectors, prepared.scope)
    return count_facets(wanted.names, _places_of(engine, found), chosen, by_place=True)


def _without_facets(request: SearchRequest, wanted: FacetRequest) -> PointFilter:
    """The filters of a search that are no facets; the caller's workspaces hold."""
    where = request.scope.where
    return PointFilter(workspaces=wanted.workspaces, video_ids=where.video_ids, from_s=where.from_s, to_s=where.to_s)


def found_from(prepared: PreparedSearch, nearest: Hits, calibration: NullDistribution | None) -> Bars:
    """The score of each channel from which on a place is found.

    Args:
        prepared: The search without the filters of facets.
        nearest: Its best hits.
        calibration: Of what the caller can see.
    """
    if calibration is None or prepared.query.phrases:
        return dict.fromkeys(CHANNELS, EVERYTHING_FOUND)
    words = nearest.get("words", ())
    saying = [
        hit.score
        for hit in saying_hits(words, lambda text: prepared.retriever.has_every_word(prepared.query.text, text))
    ]
    if not saying and not match_confidence(nearest, prepared.vectors.words, calibration).matched:
        return dict.fromkeys(CHANNELS, NOTHING_FOUND)
    bars = {channel: _median(calibration, channel, prepared.vectors) for channel in CHANNELS}
    return {**bars, "words": min(bars["words"], *saying, math.inf)}


def _median(calibration: NullDistribution, channel: Channel, vectors: QueryVectors) -> float:
    """The score of an ordinary question without an answer; of words, or its share of what all words would score."""
    signal = SIGNAL_OF_CHANNEL.get(channel)
    if signal is None or signal not in calibration.scores:
        return NOTHING_FOUND  # as in a p-value, a channel that was not measured says nothing
    if signal != "words" or not vectors.words:
        return calibration.median(signal)
    share = calibration.median("share") * calibration.query_weight(vectors.words.indices, vectors.words.values)
    return min(calibration.median("words"), share)


def _places_of(engine: SearchEngine, found: Sequence[Hit]) -> Iterator[tuple[Video, set[PlaceKeywords]]]:
    """The videos of hits with their places; a video that was removed meanwhile is left out."""
    places: dict[str, set[PlaceKeywords]] = {}
    for hit in found:
        places.setdefault(hit.video_id, set()).add(PlaceKeywords(hit.channel, hit.language, hit.speaker))
    for video_id, held in places.items():
        if video := engine.videos.get(video_id):
            yield video, held
