"""From the hits of a query to its moments and places: in the whole scope, or all places of one video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit
from vindex_search.models.sparse.phrases import says_phrase
from vindex_search.query.examples.more_like_this import without_reference
from vindex_search.query.places.hit_points import Hits, spans_with_phrases, with_hits, without_position
from vindex_search.query.places.in_video import (
    curve_values,
    lacking_evidence,
    place_moments,
    with_further_hits,
)
from vindex_search.query.places.video_scores import VideoScores
from vindex_search.query.prepared_search import PreparedSearch
from vindex_search.ranking.course import Course, courses
from vindex_search.ranking.fusion import rank_hits
from vindex_search.ranking.moments import MOMENTS_PER_VIDEO, Moment, find_moments
from vindex_search.ranking.places import Place, Span, outstanding, places_of_answer, with_strengths
from vindex_search.ranking.relevance_curve import CurveSource
from vindex_search.ranking.titles import with_chapters


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """Moments, best first; the places of their videos; of one video that is searched alone, the course of the query."""

    moments: list[Moment]
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    curve: Sequence[float] = ()


def find_everywhere(search: PreparedSearch, hits: Hits, limit: int, chapters: Sequence[Hit] = ()) -> FoundPlaces:
    """The best moments of all videos in scope, after the chapters that the query names, and where else they match."""
    scores = search.retriever.relevance_curves(search.vectors, search.scope, hits)
    moments = with_chapters(moments_of(search, hits, scores, limit), chapters)[:limit]
    shown = list(dict.fromkeys(moment.video_id for moment in moments))
    found = _courses(search, scores, hits, shown)
    phrases = search.query.phrases
    said = spans_with_phrases(hits, phrases, shown) if phrases else None
    return FoundPlaces(moments, places_of_answer(found, moments, said))


def find_in_video(search: PreparedSearch, hits: Hits, chapters: Sequence[Hit] = ()) -> FoundPlaces:
    """Every place of the one video in scope as a moment, best first, with the course of the query.

    The chapters that the query names come before all others.
    """
    video_id = search.scope.only_video or ""
    scores = search.retriever.relevance_curves(search.vectors, search.scope, hits)
    curves = scores([video_id])
    course = _courses(search, scores, hits, [video_id]).get(video_id)
    spans = _spans(search, hits, course, video_id)
    lacking = lacking_evidence(course, spans, hits) if course else []
    hits = with_further_hits(hits, _further_hits(search, lacking))
    best = moments_of(search, hits, lambda _video_ids: curves, MOMENTS_PER_VIDEO)
    text = search.query.text
    tests = partial(search.retriever.has_every_word, text), partial(says_phrase, text)
    moments = with_chapters(place_moments(rank_hits(hits, *tests), best, spans), chapters)
    if not moments:
        return FoundPlaces([])
    ranges = sorted(Span(moment.start_s, moment.end_s) for moment in moments)
    places = with_strengths({video_id: course} if course else {}, {video_id: ranges})
    return FoundPlaces(moments, places, curve_values(course, places[video_id]).tolist())


def moments_of(search: PreparedSearch, hits: Hits, curves: CurveSource, limit: int) -> list[Moment]:
    """The best moments of hits; arguments as those of `find_moments`."""
    text = search.query.text
    return find_moments(
        hits,
        limit=limit,
        matches=partial(search.retriever.matches, text),
        has_every_word=partial(search.retriever.has_every_word, text),
        says_query=partial(says_phrase, text),
        is_keyword_query=search.retriever.is_keyword_query(text),
        phrases=search.query.phrases,
        curves=curves,
    )


def _courses(search: PreparedSearch, scores: VideoScores, hits: Hits, video_ids: Sequence[str]) -> dict[str, Course]:
    """The courses of some videos, without the position that moments are to be like."""
    points = with_hits(scores.points, hits, video_ids)
    like = search.like
    if like and like.video_id in points:
        points[like.video_id] = without_position(points[like.video_id], like.at_s)
    return courses(points)


def _spans(search: PreparedSearch, hits: Hits, course: Course | None, video_id: str) -> list[Span]:
    """Where the query stands out in one video; for a phrase, where it is said."""
    if search.query.phrases:
        return spans_with_phrases(hits, search.query.phrases, [video_id]).get(video_id, [])
    return outstanding(course, float(course.values.max())) if course else []


def _further_hits(
    search: PreparedSearch, lacking: Sequence[tuple[Span, Sequence[Channel]]]
) -> list[tuple[Channel, Sequence[Hit]]]:
    """The best hit of some channels in each of some ranges."""
    found = search.retriever.hits_within(search.vectors, search.scope, lacking) if lacking else []
    return [one for hits in found for one in (without_reference(hits, search.like) if search.like else hits).items()]
