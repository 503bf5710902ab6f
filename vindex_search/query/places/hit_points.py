"""Hits as scored points: what is known of a video of which not every point was scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.query.places.video_scores import NO_WORD
from vindex_search.ranking.course import LEADER_OF, ScoredPoints, joined
from vindex_search.ranking.exact_match import sentences_with
from vindex_search.ranking.places import Span

NO_DUPLICATE: Final = 0.0  # score of a frame that is no near duplicate of the picture

Hits = Mapping[Channel, Sequence[Hit]]
GroupPoints = Mapping[Channel, ScoredPoints]


def with_hits(scored: Mapping[str, GroupPoints], hits: Hits, video_ids: Iterable[str]) -> dict[str, GroupPoints]:
    """The points of some videos by channel group: of channels that were not scored whole, the hits."""
    lowest = {channel: found[-1].score for channel, found in hits.items() if found}
    by_video: dict[str, dict[Channel, list[Hit]]] = {video_id: {} for video_id in video_ids}
    for channel, found in hits.items():
        for hit in found:
            of_video = by_video.get(hit.video_id)
            if of_video is not None and channel not in scored.get(hit.video_id, {}):
                of_video.setdefault(channel, []).append(hit)
    return {video_id: _grouped(scored.get(video_id, {}), of_video, lowest) for video_id, of_video in by_video.items()}


def _grouped(
    scored: GroupPoints, hits: Mapping[Channel, Sequence[Hit]], lowest: Mapping[Channel, float]
) -> dict[Channel, ScoredPoints]:
    points = {**scored, **{channel: _points_of(found, lowest[channel]) for channel, found in hits.items()}}
    groups: dict[Channel, list[ScoredPoints]] = {}
    for channel in CHANNELS:  # speech first: of it all points are known where those of slides are not
        if channel in points:
            groups.setdefault(LEADER_OF[channel], []).append(points[channel])
    return {leader: joined(of_group) for leader, of_group in groups.items()}


def _points_of(hits: Sequence[Hit], lowest: float) -> ScoredPoints:
    """Hits of one channel in one video; what the channel did not return scored as its lowest hit at most."""
    is_picture = hits[0].generation is None  # it was compared outside of the index: each hit is a near duplicate
    ends = np.array([hit.end_s for hit in hits])
    return ScoredPoints(
        starts=np.array([hit.start_s for hit in hits]),
        ends=ends,
        scores=np.array([hit.score for hit in hits]),
        admitted=np.ones(len(hits), dtype=bool),
        absent=NO_DUPLICATE if is_picture else NO_WORD if hits[0].channel == "words" else lowest,
        film_s=float(ends.max()),
        background=NO_DUPLICATE if is_picture else None,
    )


def spans_with_phrases(hits: Hits, phrases: Sequence[str], video_ids: Iterable[str]) -> dict[str, list[Span]]:
    """Of some videos where the hits say some phrases: the sentences that do, else the whole hit, as for a slide."""
    spans: dict[str, list[Span]] = {}
    shown = frozenset(video_ids)
    texts = {
        (hit.video_id, hit.point_id): hit
        for found in hits.values()
        for hit in found
        if hit.text and hit.video_id in shown
    }
    for hit in texts.values():
        spans.setdefault(hit.video_id, []).append(Span(*(sentences_with(hit, phrases) or (hit.start_s, hit.end_s))))
    return {video_id: sorted(of_video) for video_id, of_video in spans.items()}


def without_position(points: GroupPoints, at_s: float) -> dict[Channel, ScoredPoints]:
    """The points of a video without those that hold a second: what a moment is to be like is no find."""
    return {leader: _without(group, at_s) for leader, group in points.items()}


def _without(group: ScoredPoints, at_s: float) -> ScoredPoints:
    elsewhere = (group.starts > at_s) | (group.ends < at_s)
    return replace(group, admitted=group.admitted & elsewhere)
