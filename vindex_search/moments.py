"""Hits -> moments: pure functions over numbers, no index and no model.

The hits of each video are spread over a grid of seconds, one curve a channel; the curves are normalised per query,
summed and smoothed; windows of several lengths are compared by contrast (mean inside minus mean outside), the best
one is snapped to the hits it holds, and the next one is looked for beside it. Moments of all videos are ranked by
the best second inside them under weighted reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009): the
maximum, for a mean over a merged range belongs to no passage any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_search.contract import CHANNELS, Channel
from vindex_search.index.base import Hit

Curve = npt.NDArray[np.float64]

RANK_CONSTANT: Final = 2  # k of the fusion; 2 beat 60 by 2 to 4 points of MRR on 197 queries (the design, section 6)
# Channels whose scores come from the same model are ranked together: else the best of the passages gets a first
# rank's share in a film where nobody says a word about it, beside the slide that says it all.
FAMILIES: Final[tuple[tuple[Channel, ...], ...]] = (("speech", "screen"), ("words",), ("visual",))
WEIGHTS: Final[Mapping[Channel, float]] = {"speech": 1.0, "words": 1.0, "screen": 0.8, "visual": 1.0}
WINDOWS_S: Final = (10, 20, 40, 80, 160, 320)  # from a sentence to a chapter, each twice the last
# Seconds of the video's own mean that are added to what lies outside a window: in a short video a window over nearly
# all of it would else be held against the few seconds that are left.
PRIOR_S: Final = 60
SMOOTHING_S: Final = 3  # a gap of a breath between two passages does not end a moment
MOMENTS_PER_VIDEO: Final = 3
WORTH_SHARE: Final = 0.5  # a further moment of a video has at least this share of the contrast of its best
INSIDE_SHARE: Final = 0.5  # a hit belongs to a window that holds at least half of it


@dataclass(frozen=True, slots=True)
class Evidence:
    """One hit inside a moment, with its share of the moment's score and its rank (from 1) on its channel."""

    channel: Channel
    start_s: float
    end_s: float
    text: str | None
    score: float
    rank: int


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


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A hit with its reciprocal rank share and its score on a scale of 0 to 1 within channel and query."""

    hit: Hit
    rank: int
    share: float
    level: float


def find_moments(hits: Mapping[Channel, Sequence[Hit]], *, limit: int) -> list[Moment]:
    """The best moments over all videos, best first.

    Args:
        hits: Per channel its hits, best first.
        limit: At most this many moments.
    """
    per_video: dict[str, list[_Ranked]] = {}
    for family in FAMILIES:
        pooled = sorted((hit for channel in family for hit in hits.get(channel, ())), key=lambda hit: -hit.score)
        for ranked in _rank(pooled):
            per_video.setdefault(ranked.hit.video_id, []).append(ranked)
    moments = [moment for ranked in per_video.values() for moment in _moments_of_video(ranked)]
    return sorted(moments, key=lambda m: (-m.score, m.video_id, m.start_s))[:limit]


def _rank(hits: Sequence[Hit]) -> list[_Ranked]:
    """Ranks and levels of hits whose scores can be compared, best first."""
    scores = np.array([hit.score for hit in hits])
    span = float(np.ptp(scores)) if len(scores) else 0.0
    levels = (scores - scores.min()) / span if span > 0 else np.ones_like(scores)
    return [
        _Ranked(hit, rank, WEIGHTS[hit.channel] / (RANK_CONSTANT + rank), WEIGHTS[hit.channel] * float(level))
        for rank, (hit, level) in enumerate(zip(hits, levels, strict=True), start=1)
    ]


def _moments_of_video(ranked: Sequence[_Ranked]) -> list[Moment]:
    curve = _smooth(_curve(ranked))
    free = list(ranked)
    best = max(ranked, key=lambda one: one.share)
    moments: list[Moment] = []
    least = 0.0
    while free and len(moments) < MOMENTS_PER_VIDEO:
        contrast, *window = _best_window(curve)
        start, end = (float(second) for second in window)
        if moments and contrast <= least:
            break
        inside = _inside(free, start, end)
        if not moments and best not in inside:  # a short, strong hit beside a long, weak one: evidence comes first
            start, end = best.hit.start_s, best.hit.end_s
            inside = _inside(free, start, end)
        moment = _moment(inside, *_snapped(inside, start, end))
        moments.append(moment)
        least = least or contrast * WORTH_SHARE
        free = [one for one in free if not _share_inside(one.hit, moment.start_s, moment.end_s)]
        curve = _smooth(_curve(free, seconds=len(curve)))
    return moments


def _curve(ranked: Sequence[_Ranked], *, seconds: int | None = None) -> Curve:
    """Sum over channels of the highest level that covers each second."""
    length = seconds or int(np.ceil(max(one.hit.end_s for one in ranked))) + 1
    total = np.zeros(length)
    for channel in CHANNELS:
        level = np.zeros(length)
        for one in ranked:
            if one.hit.channel == channel:
                covered = slice(int(one.hit.start_s), max(int(one.hit.start_s) + 1, round(one.hit.end_s)))
                level[covered] = np.maximum(level[covered], one.level)
        total += level
    return total


def _smooth(curve: Curve) -> Curve:
    kernel = np.ones(SMOOTHING_S) / SMOOTHING_S
    return np.convolve(curve, kernel, mode="same") if len(curve) >= SMOOTHING_S else curve


def _best_window(curve: Curve) -> tuple[float, int, int]:
    """Contrast, first second and end of the window that stands out most; of equals the longer one."""
    sums = np.concatenate([[0.0], np.cumsum(curve)])
    best = (-np.inf, 0, len(curve))
    for length in sorted({min(window, len(curve)) for window in WINDOWS_S}, reverse=True):
        inside = sums[length:] - sums[:-length]
        outside = (sums[-1] - inside + PRIOR_S * curve.mean()) / (len(curve) - length + PRIOR_S)
        contrast = inside / length - outside
        at = int(np.argmax(contrast))
        if contrast[at] > best[0] + 1e-9:
            best = (float(contrast[at]), at, at + length)
    return best


def _inside(ranked: Sequence[_Ranked], start: float, end: float) -> list[_Ranked]:
    """The hits that the window holds by half; where it holds none, the best that it touches, or the best of all."""
    held = [one for one in ranked if _share_inside(one.hit, start, end) >= INSIDE_SHARE]
    if held:
        return held
    touched = [one for one in ranked if _share_inside(one.hit, start, end) > 0]
    return [max(touched or ranked, key=lambda one: one.share)]


def _snapped(inside: Sequence[_Ranked], start: float, end: float) -> tuple[float, float]:
    """The window with its ends moved to where a hit begins and where one ends: to sentences and shots."""
    first = min((one.hit.start_s for one in inside), key=lambda at: abs(at - start))
    last = min((one.hit.end_s for one in inside), key=lambda at: abs(at - end))
    if first < last:
        return first, last
    return min(one.hit.start_s for one in inside), max(one.hit.end_s for one in inside)


def _moment(inside: Sequence[_Ranked], start_s: float, end_s: float) -> Moment:
    best_first = sorted(inside, key=lambda one: (-one.share, one.hit.start_s))
    first = best_first[0].hit
    evidence = tuple(
        Evidence(one.hit.channel, one.hit.start_s, one.hit.end_s, one.hit.text, one.share, one.rank)
        for one in best_first
    )
    return Moment(
        video_id=first.video_id,
        workspace=first.workspace,
        start_s=start_s,
        end_s=end_s,
        score=_best_second(best_first),
        channels=tuple(channel for channel in CHANNELS if any(one.channel == channel for one in evidence)),
        evidence=evidence,
    )


def _best_second(ranked: Sequence[_Ranked]) -> float:
    """The highest sum over channels of rank shares at any one second."""
    best = 0.0
    for at in ranked:
        shares: dict[Channel, float] = {}
        for one in ranked:
            if one.hit.start_s <= at.hit.start_s < one.hit.end_s or one is at:
                shares[one.hit.channel] = max(shares.get(one.hit.channel, 0.0), one.share)
        best = max(best, sum(shares.values()))
    return best


def _share_inside(hit: Hit, start: float, end: float) -> float:
    """Share of a hit that lies in a range; a hit without length, one still picture, lies in it whole or not at all."""
    length = hit.end_s - hit.start_s
    if length <= 0:
        return float(start <= hit.start_s <= end)
    return max(0.0, min(hit.end_s, end) - max(hit.start_s, start)) / length
