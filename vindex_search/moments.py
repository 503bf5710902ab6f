"""Hits -> moments: pure functions over numbers, no index and no model.

A video's best hit is the seed of a moment. Around it the levels of all hits are spread over a grid of seconds, as
deviations from their mean; the profile of the seed's subject (`topic.py`) is added; the window that stands out most
(`windows.py`) is the moment, its ends moved to where a sentence or a shot begins. Where the seed has words that no
other place of the video has, the question was for a fact and the moment is their sentence. The next moment is looked
for beside it. Moments of all videos are ranked by the best second inside them: the maximum, for a mean over a
merged range belongs to no passage any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_search.contract import CHANNELS, Channel
from vindex_search.facts import Matches, fact, nothing_matches
from vindex_search.fusion import HITS_PER_CHANNEL, Ranked, ranked
from vindex_search.index.base import Hit
from vindex_search.topic import REACH_S, around
from vindex_search.windows import Curve, best_window, deviations, smoothed

Floats = npt.NDArray[np.float64]

MOMENTS_PER_VIDEO: Final = 3
WORTH_SHARE: Final = 0.5  # a further moment of a video has at least this share of the score of its best
INSIDE_SHARE: Final = 0.5  # a hit belongs to a window that holds at least half of it
TOPIC_SHARE: Final = 0.5  # of the seed's profile in the curve, beside the hits
PASSAGE_S: Final = 30  # a window no longer than this is the seed's own passage
SNAP_S: Final = 10.0  # how far an end is moved to where something begins


@dataclass(frozen=True, slots=True)
class Evidence:
    """One hit inside a moment, with its share of the moment's score and its rank (from 1) on its channel."""

    hit: Hit
    score: float
    rank: int

    @property
    def channel(self) -> Channel:
        """The channel that found it."""
        return self.hit.channel


@dataclass(frozen=True, slots=True)
class Moment:
    """A range of one video that answers the query, and why: evidence best first."""

    video_id: str
    workspace: str
    start_s: float
    end_s: float
    score: float
    channels: tuple[Channel, ...]
    evidence: tuple[Evidence, ...]


def find_moments(
    hits: Mapping[Channel, Sequence[Hit]],
    *,
    limit: int,
    matches: Matches = nothing_matches,
    per_video: int = MOMENTS_PER_VIDEO,
) -> list[Moment]:
    """The best moments over all videos, best first.

    Args:
        hits: Per channel its hits, best first.
        limit: At most this many moments.
        matches: Finds the query's words in a text.
        per_video: At most this many moments of one video.
    """
    videos = {video_id: _Columns(found) for video_id, found in ranked(hits).items()}
    words = hits.get("words", ())
    unseen = words[-1].score if len(words) >= HITS_PER_CHANNEL else 0.0
    found: list[Moment] = []
    for columns in sorted(videos.values(), key=lambda columns: -columns.best):
        if len(found) >= limit and sorted(found, key=_order)[limit - 1].score >= columns.best:
            break  # what is left cannot have a better second than this
        found += _moments_of_video(columns, matches, unseen, per_video)
    return sorted(found, key=_order)[:limit]


def _order(moment: Moment) -> tuple[float, str, float]:
    return (-moment.score, moment.video_id, moment.start_s)


class _Columns:
    """The hits of one video as arrays: where they lie, and the fused score of the middle of each."""

    def __init__(self, found: Sequence[Ranked]) -> None:
        self.found = found
        self.starts = np.array([one.hit.start_s for one in found])
        self.ends = np.array([one.hit.end_s for one in found])
        self.middles = (self.starts + self.ends) / 2
        self.levels = np.array([one.level for one in found])
        self.shares = np.array([one.share for one in found])
        self.channels = np.array([CHANNELS.index(one.hit.channel) for one in found])
        self.scores = self._fused()
        self.best = float(self.scores.max())

    def _fused(self) -> Floats:
        """Sum over channels of the best share that covers the middle of each hit."""
        covers = (self.starts <= self.middles[:, None]) & (self.middles[:, None] <= self.ends)
        total = np.zeros(len(self.found))
        for channel in range(len(CHANNELS)):
            total += np.where(covers & (self.channels == channel), self.shares, 0.0).max(axis=1)
        return total

    def inside(self, start: float, end: float) -> Floats:
        """Share of each hit that lies in a range; one without length lies in it whole or not at all."""
        lengths = self.ends - self.starts
        overlaps = np.minimum(self.ends, end) - np.maximum(self.starts, start)
        return np.where(lengths > 0, np.clip(overlaps, 0, None) / np.where(lengths > 0, lengths, 1), overlaps >= 0)


def _moments_of_video(columns: _Columns, matches: Matches, unseen: float, per_video: int) -> list[Moment]:
    free = np.ones(len(columns.found), dtype=bool)
    moments: list[Moment] = []
    while free.any() and len(moments) < per_video:
        seed = int(np.argmax(np.where(free, columns.scores, -1.0)))
        if moments and columns.scores[seed] < WORTH_SHARE * columns.best:
            break
        start, end = fact(columns.found, seed, matches, unseen=unseen) or _window(columns, free, seed)
        share = columns.inside(start, end)
        held = free & (share >= INSIDE_SHARE)
        held[seed] = True
        moments.append(_moment(columns, np.flatnonzero(held), start, end))
        free &= ~(held | (share > 0))
    return moments


def _window(columns: _Columns, free: npt.NDArray[np.bool_], seed: int) -> tuple[float, float]:
    """The range around a seed that stands out, from where something begins to where something begins."""
    hit, middle = columns.found[seed].hit, float(columns.middles[seed])
    profile = around(hit.topic, middle) if hit.topic else None
    first = max(0, profile.first_s if profile else int(middle) - REACH_S)
    length = max(int(middle), min(int(columns.ends.max()), int(middle) + REACH_S)) + 1 - first
    if profile:
        known = profile.levels[first - profile.first_s :]
        known = known[~np.isnan(known)]
        length = max(length, len(known))
        topic = np.pad(known, (0, length - len(known)), mode="edge")
    curve = deviations(smoothed(_curve(columns, free, first, length)))
    if profile:
        curve = (1 - TOPIC_SHARE) * curve + TOPIC_SHARE * smoothed(topic)
    begin, end, _ = best_window(curve, int(middle) - first)
    if end - begin <= PASSAGE_S:
        return hit.start_s, hit.end_s
    cuts = np.concatenate([columns.starts, columns.ends, profile.cuts if profile else []])
    start_s, end_s = _snapped(first + begin, cuts), _snapped(first + end, cuts)
    return min(start_s, hit.start_s), max(end_s, hit.end_s)


def _curve(columns: _Columns, free: npt.NDArray[np.bool_], first: int, length: int) -> Curve:
    """Sum over channels of the highest level that covers each second of the grid."""
    levels = np.zeros((len(CHANNELS), length))
    starts = np.floor(columns.starts).astype(int) - first
    ends = np.maximum(starts + 1, np.round(columns.ends).astype(int) - first)
    for at in np.flatnonzero(free & (starts < length) & (ends > 0)):
        covered = levels[columns.channels[at], max(0, starts[at]) : ends[at]]
        np.maximum(covered, columns.levels[at], out=covered)
    total: Curve = levels.sum(axis=0)
    return total


def _snapped(at: float, cuts: Floats) -> float:
    nearest = float(cuts[np.argmin(np.abs(cuts - at))])
    return nearest if abs(nearest - at) <= SNAP_S else float(at)


def _moment(columns: _Columns, held: npt.NDArray[np.intp], start_s: float, end_s: float) -> Moment:
    best_first = sorted((columns.found[at] for at in held), key=lambda one: (-one.share, one.hit.start_s))
    first = best_first[0].hit
    return Moment(
        video_id=first.video_id,
        workspace=first.workspace,
        start_s=start_s,
        end_s=end_s,
        score=float(columns.scores[held].max()),
        channels=tuple(channel for channel in CHANNELS if any(one.hit.channel == channel for one in best_first)),
        evidence=tuple(Evidence(one.hit, one.share, one.rank) for one in best_first),
    )
