"""The hits of each video as arrays, with the fused score of the second in the middle of each hit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.ranking.fusion import Floats, RankedHit, Ranking

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

CHANNEL_CODES: Final[Mapping[str, int]] = {channel: code for code, channel in enumerate(CHANNELS)}
MARGIN_S: Final = 1.0  # added to the longest hit: sums of seconds are rounded
MIN_LENGTH_S: Final = 1e-9  # divisor in place of a length of zero; its quotient is not used


@dataclass(frozen=True, slots=True)
class VideoHits:
    """The hits of one video, in arrays of equal length: their rows in the ranking, times in seconds, fused scores.

    `kinds` are the codes of the points' channels. `scores` are those of the middle of each hit, `best` is the highest
    of them.
    """

    ranking: Ranking
    rows: Rows
    hits: Sequence[Hit]
    starts: Floats
    ends: Floats
    kinds: Rows
    scores: Floats
    best: float

    @property
    def video_id(self) -> str:
        """The video."""
        return self.hits[0].video_id

    def ranked_hits(self, selected: Rows) -> list[RankedHit]:
        """The selected hits with their ranks, best first."""
        found = [self.ranking.at(row) for row in self.rows[selected].tolist()]
        return sorted(found, key=lambda ranked: (-ranked.share, ranked.hit.start_s))

    def evidence_score(self, selected: Rows) -> float:
        """The sum over channels of the best share among some of the hits."""
        best: dict[Channel, float] = {}
        for row, share in zip(selected.tolist(), self.ranking.shares[self.rows[selected]].tolist(), strict=True):
            channel = self.hits[row].channel
            best[channel] = max(best.get(channel, 0.0), share)
        return sum(best.values())

    def same_place(self, row: int) -> Mask:
        """The hits with the very times of one of them."""
        same: Mask = (self.starts == self.starts[row]) & (self.ends == self.ends[row])
        return same

    def supporting(self, row: int) -> Mask:
        """The hits that count in the score of one of them: see `_may_add`."""
        middle = (self.starts[row] + self.ends[row]) / 2
        is_other_kind = self.kinds != self.kinds[row]
        supporting: Mask = self.same_place(row) | (is_other_kind & (self.starts <= middle) & (middle <= self.ends))
        return supporting

    def distances(self, start: float, end: float) -> Floats:
        """Seconds between the middle of each hit and that of a range."""
        distances: Floats = np.abs((self.starts + self.ends) / 2 - (start + end) / 2)
        return distances

    def overlap_shares(self, start: float, end: float) -> Floats:
        """The share of each hit that lies in a range, 0 to 1; one without length lies in it whole or not at all."""
        lengths = self.ends - self.starts
        overlaps = np.minimum(self.ends, end) - np.maximum(self.starts, start)
        shares: Floats = np.maximum(overlaps, 0) / np.maximum(lengths, MIN_LENGTH_S)
        return np.where(lengths > 0, shares, overlaps >= 0)


def top_videos(ranking: Ranking, limit: int) -> list[VideoHits]:
    """The videos with the best fused scores, best first; the scores of all videos are computed in one pass.

    Args:
        ranking: The hits.
        limit: Maximum number of videos.
    """
    if not ranking.hits:
        return []
    video_ids, rows, sizes = _group_by_video(ranking.hits)
    hits = [ranking.hits[row] for row in rows.tolist()]
    starts, ends = np.array([hit.start_s for hit in hits]), np.array([hit.end_s for hit in hits])
    kinds = np.array([CHANNEL_CODES[hit.point_channel] for hit in hits])
    pairs = _candidate_pairs(sizes, starts, ends)
    scores = _fused_scores(hits, ranking.shares[rows], starts, ends, kinds, pairs)
    lasts = np.cumsum(sizes)
    best = np.maximum.reduceat(scores, lasts - sizes).tolist()
    parts = map(slice, (lasts - sizes).tolist(), lasts.tolist())
    order = sorted(zip(best, video_ids, parts, strict=True), key=_best_first)
    return [
        VideoHits(
            ranking=ranking,
            rows=rows[part],
            hits=hits[part],
            starts=starts[part],
            ends=ends[part],
            kinds=kinds[part],
            scores=scores[part],
            best=score,
        )
        for score, _, part in order[:limit]
    ]


def _best_first(video: tuple[float, str, slice]) -> tuple[float, str]:
    score, video_id, _ = video
    return -score, video_id


def _group_by_video(hits: Sequence[Hit]) -> tuple[list[str], Rows, Rows]:
    """The videos of hits, the rows of the hits ordered by video, and the number of hits of each video."""
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(hit.video_id, len(numbers)) for hit in hits])
    return list(numbers), np.argsort(codes, kind="stable"), np.bincount(codes)


class _Pairs(NamedTuple):
    """Pairs of hits of one video: a target, and a candidate that may cover the target's middle.

    Every hit is a candidate of its own. The pairs of one target are consecutive; `offsets` has where those of each hit
    begin.
    """

    targets: Rows
    candidates: Rows
    offsets: Rows


def _fused_scores(
    hits: Sequence[Hit], shares: Floats, starts: Floats, ends: Floats, kinds: Rows, pairs: _Pairs
) -> Floats:
    """Per hit the sum over channels of the best share among the hits that cover its middle; see `_may_add`."""
    middles = ((starts + ends) / 2)[pairs.targets]
    covers = (starts[pairs.candidates] <= middles) & (middles <= ends[pairs.candidates])
    covers &= _may_add(kinds, starts, ends, pairs)
    covering = shares[pairs.candidates] * covers
    best_of_channels = (
        np.maximum.reduceat(covering * mask[pairs.candidates], pairs.offsets) for mask in channel_masks(hits)
    )
    return sum(best_of_channels, np.zeros(len(hits)))


def _may_add(kinds: Rows, starts: Floats, ends: Floats, pairs: _Pairs) -> Mask:
    """Whether the candidate of each pair is of another kind than the target, or the very same place.

    Neighbouring passages share a sentence: what the other one says elsewhere is no evidence for this one.
    """
    same_kind = kinds[pairs.targets] == kinds[pairs.candidates]
    same_place = (starts[pairs.targets] == starts[pairs.candidates]) & (ends[pairs.targets] == ends[pairs.candidates])
    may_add: Mask = ~same_kind | same_place
    return may_add


def _candidate_pairs(sizes: Rows, starts: Floats, ends: Floats) -> _Pairs:
    """Pair every hit with those of its video that start at most the longest hit before its middle.

        video 0                        video 1
        |---a---|                      |--d--|
              |----b----|
                  |-c-|
        ----------x------------------------------------>  one time line, videos a whole length apart
      |<--------->|  `longest`, up to the middle x of b: a hit that covers x starts in here

    Laid on one line, with gaps that no hit reaches across, the hits of all videos are searched by two bisections.

    Args:
        sizes: Number of hits of each video.
        starts: Of the hits, video after video, in seconds.
        ends: As `starts`.
    """
    longest = (ends - starts).max() + MARGIN_S
    shifts = np.repeat(np.arange(len(sizes)) * (ends.max() + longest), sizes)
    line_starts, line_middles = starts + shifts, (starts + ends) / 2 + shifts
    order = np.argsort(line_starts)
    lows = np.searchsorted(line_starts, line_middles - longest, "left", order)
    highs = np.searchsorted(line_starts, line_middles, "right", order)
    return _expand(order, lows, highs)


def _expand(order: Rows, lows: Rows, highs: Rows) -> _Pairs:
    """The pairs of each hit with order[low:high] of its own bounds."""
    counts = highs - lows
    offsets = np.cumsum(counts) - counts
    targets = np.repeat(np.arange(len(counts)), counts)
    positions = np.arange(len(targets)) + np.repeat(lows - offsets, counts)
    return _Pairs(targets=targets, candidates=order[positions], offsets=offsets)


def channel_masks(hits: Sequence[Hit]) -> list[Mask]:
    """One mask over the hits for each channel that returned any of them."""
    codes = np.array([CHANNEL_CODES[hit.channel] for hit in hits])
    return [mask for mask in (codes == code for code in CHANNEL_CODES.values()) if mask.any()]
