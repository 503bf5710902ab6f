"""The hits of each video as arrays: where they lie, and how high the fused score of the middle of each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_search.contract.ids import CHANNELS
from vindex_search.index.types import Hit
from vindex_search.ranking.fusion import Floats, RankedHit, Ranking

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

CHANNEL_CODES: Final = {channel: code for code, channel in enumerate(CHANNELS)}
MARGIN_S: Final = 1.0  # beside the longest hit: sums of seconds are rounded
MIN_LENGTH_S: Final = 1e-9  # of a hit that has a length: what is shorter is divided by this, and not used


@dataclass(frozen=True, slots=True)
class VideoHits:
    """The hits of one video: where they lie, the fused score of the middle of each, and the best of these.

    `rows` are theirs in the ranking.
    """

    ranking: Ranking
    rows: Rows
    hits: Sequence[Hit]
    starts: Floats
    ends: Floats
    scores: Floats
    best: float

    @property
    def video_id(self) -> str:
        """Whose they are."""
        return self.hits[0].video_id

    def ranked_hits(self, those: Rows) -> list[RankedHit]:
        """Some of the hits with their ranks, best first."""
        found = [self.ranking.at(row) for row in self.rows[those].tolist()]
        return sorted(found, key=lambda one: (-one.share, one.hit.start_s))

    def overlap_shares(self, start: float, end: float) -> Floats:
        """Share of each hit that lies in a range; one without length lies in it whole or not at all."""
        lengths = self.ends - self.starts
        overlaps = np.minimum(self.ends, end) - np.maximum(self.starts, start)
        within: Floats = np.maximum(overlaps, 0) / np.maximum(lengths, MIN_LENGTH_S)
        return np.where(lengths > 0, within, overlaps >= 0)


def top_videos(ranking: Ranking, limit: int) -> list[VideoHits]:
    """The columns of the videos with the best scores, best first; the scores of all are made in one go.

    Args:
        ranking: The hits.
        most: At most so many videos.
    """
    if not ranking.hits:
        return []
    names, rows, sizes = _by_video(ranking.hits)
    hits = [ranking.hits[row] for row in rows.tolist()]
    starts, ends = np.array([hit.start_s for hit in hits]), np.array([hit.end_s for hit in hits])
    scores = _fused(hits, ranking.shares[rows], starts, ends, _neighbours(sizes, starts, ends))
    lasts = np.cumsum(sizes)
    best = np.maximum.reduceat(scores, lasts - sizes).tolist()
    parts = map(slice, (lasts - sizes).tolist(), lasts.tolist())
    places = sorted(zip(best, names, parts, strict=True), key=_best_first)
    return [
        VideoHits(ranking, rows[part], hits[part], starts[part], ends[part], scores[part], top)
        for top, _, part in places[:limit]
    ]


def _best_first(place: tuple[float, str, slice]) -> tuple[float, str]:
    return -place[0], place[1]


def _by_video(hits: Sequence[Hit]) -> tuple[list[str], Rows, Rows]:
    """The videos of hits, the rows of the hits, video after video, and how many of them each video has."""
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(hit.video_id, len(numbers)) for hit in hits])
    return list(numbers), np.argsort(codes, kind="stable"), np.bincount(codes)


def _fused(
    hits: Sequence[Hit], shares: Floats, starts: Floats, ends: Floats, neighbours: tuple[Rows, Rows, Rows]
) -> Floats:
    """Sum over channels of the best share that covers the middle of each hit, among those that may."""
    one, other, firsts = neighbours
    middles = ((starts + ends) / 2)[one]
    covering = shares[other] * ((starts[other] <= middles) & (middles <= ends[other]))
    return sum((np.maximum.reduceat(covering * of[other], firsts) for of in channel_masks(hits)), np.zeros(len(hits)))


def _neighbours(sizes: Rows, starts: Floats, ends: Floats) -> tuple[Rows, Rows, Rows]:
    """Pairs of hits of one video, of which the second may cover the middle of the first; every hit is its own second.

    The videos lie one after the other on one line, so far apart that no hit reaches into the next; what covers a place
    begins at most the longest hit before it.

    Returns:
        The firsts, the seconds, and at which pair the ones of each hit begin.
    """
    longest = (ends - starts).max() + MARGIN_S
    apart = np.repeat(np.arange(len(sizes)) * (ends.max() + longest), sizes)
    begin, middles = starts + apart, (starts + ends) / 2 + apart
    order = np.argsort(begin)
    lefts = np.searchsorted(begin, middles - longest, "left", order)
    counts = np.searchsorted(begin, middles, "right", order) - lefts
    firsts = np.cumsum(counts) - counts
    one = np.repeat(np.arange(len(begin)), counts)
    return one, order[np.arange(len(one)) + np.repeat(lefts - firsts, counts)], firsts


def channel_masks(hits: Sequence[Hit]) -> list[Mask]:
    """For each channel that found any of the hits: which ones."""
    codes = np.array([CHANNEL_CODES[hit.channel] for hit in hits])
    return [of for of in (codes == code for code in CHANNEL_CODES.values()) if of.any()]
