"""Find in this video: every place of one video as a moment, with the course of the query through it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Final, Literal

import numpy as np

from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.query.places.hit_points import Hits
from vindex_search.ranking.course import NOTHING, Course
from vindex_search.ranking.fusion import CHANNEL_GROUPS, Ranking
from vindex_search.ranking.moments import MIN_OVERLAP_SHARE, Moment
from vindex_search.ranking.places import Place, Span, disjoint
from vindex_search.ranking.relevance_curve import Curve
from vindex_search.ranking.video_hits import VideoHits, top_videos

Order = Literal["rank", "time"]
GROUPS: Final = {group[0]: group for group in CHANNEL_GROUPS}
MAX_PHRASE_HITS: Final = 2000  # of one channel in one video: whoever asks for a phrase wants all places that say it


def lacking_evidence(course: Course, spans: Sequence[Span], hits: Hits) -> list[tuple[Span, list[Channel]]]:
    """The ranges that stand out on a channel group of which no hit reaches into them, with its channels."""
    found = {leader: [hit for channel in GROUPS[leader] for hit in hits.get(channel, ())] for leader in GROUPS}
    starts = {leader: np.array([hit.start_s for hit in of_group]) for leader, of_group in found.items()}
    ends = {leader: np.array([hit.end_s for hit in of_group]) for leader, of_group in found.items()}
    lacking: list[tuple[Span, list[Channel]]] = []
    for span in spans:
        groups = course.groups_in(*span)
        without = [one for one in groups if not ((starts[one] < span.end_s) & (ends[one] > span.start_s)).any()]
        if without:
            lacking.append((span, [channel for leader in without for channel in GROUPS[leader]]))
    return lacking


def with_further_hits(hits: Hits, further: Sequence[tuple[Channel, Sequence[Hit]]]) -> dict[Channel, list[Hit]]:
    """Hits of a channel with others of the same query, best first, and none twice."""
    found = {channel: {hit.point_id: hit for hit in of_channel} for channel, of_channel in hits.items()}
    for channel, of_place in further:
        found.setdefault(channel, {}).update({hit.point_id: hit for hit in of_place})
    return {channel: sorted(of_channel.values(), key=lambda hit: -hit.score) for channel, of_channel in found.items()}


def place_moments(ranking: Ranking, moments: Sequence[Moment], spans: Sequence[Span]) -> list[Moment]:
    """Every place of a video as a moment, best first; the score of each is that of its evidence.

    Args:
        ranking: The hits, all in this video; a range without any is left out.
        moments: Those that were made of the hits.
        spans: Where the query stands out.
    """
    videos = top_videos(ranking, 1)
    if not videos:
        return []
    kept = {Span(moment.start_s, moment.end_s): moment for moment in moments}
    ranges = disjoint(kept, spans)
    found = [(kept.get(span) or _moment(videos[0], span), span not in kept) for span in ranges]
    # Among equals the moments come first: the best of them says a phrase or the whole query.
    in_order = [(-moment.score, is_further, moment.start_s, moment) for moment, is_further in found if moment]
    return [moment for *_, moment in sorted(in_order, key=itemgetter(0, 1, 2))]


def _moment(video: VideoHits, span: Span) -> Moment | None:
    """A range as a moment, with the hits of which half lies in it, or else those that reach into it."""
    shares = video.overlap_shares(*span)
    held = np.flatnonzero(shares >= MIN_OVERLAP_SHARE)
    held = held if len(held) else np.flatnonzero(shares > 0)
    if not len(held):
        return None
    evidence = video.ranked_hits(held)
    channels = {ranked.channel for ranked in evidence}
    return Moment(
        video_id=video.video_id,
        workspace=evidence[0].hit.workspace,
        start_s=span.start_s,
        end_s=span.end_s,
        score=min(video.evidence_score(held), video.best),
        channels=tuple(channel for channel in CHANNELS if channel in channels),
        evidence=tuple(evidence),
    )


def curve_values(course: Course | None, places: Sequence[Place]) -> Curve:
    """The course as 0 to 1, a value every STEP_S: 1 is the strength of the best place. Empty without a course."""
    if course is None:
        return np.zeros(0)
    best = max((course.highest(place.start_s, place.end_s) for place in places), default=0.0)
    values: Curve = np.minimum(course.values / best, 1.0) if best > NOTHING else np.zeros(len(course.values))
    return values
