"""The hits of each video as arrays: where they lie, and how high the fused score of the middle of each is."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_search.contract import CHANNELS
from vindex_search.fusion import Ranked
from vindex_search.index.base import Hit

Floats = npt.NDArray[np.float64]
Those = npt.NDArray[np.bool_]
Neighbours = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]

CODES: Final = {channel: code for code, channel in enumerate(CHANNELS)}
SPARE_S: Final = 1.0  # beside the longest hit: sums of seconds are rounded
SHORTEST_S: Final = 1e-9  # the length of a hit that has none, so that it can lie inside of something


@dataclass(frozen=True, slots=True)
class Columns:
    """The hits of one video as arrays: where they lie, the fused score of the middle of each, and the best of these."""

    found: Sequence[Ranked]
    starts: Floats
    ends: Floats
    scores: Floats
    best: float

    @property
    def video_id(self) -> str:
        """Whose they are."""
        return self.found[0].hit.video_id

    def inside(self, start: float, end: float) -> Floats:
        """Share of each hit that lies in a range; one without length lies in it whole or not at all."""
        lengths = np.maximum(self.ends - self.starts, SHORTEST_S)
        overlaps = np.minimum(self.starts + lengths, end) - np.maximum(self.starts, start)
        within: Floats = np.maximum(overlaps, 0) / lengths
        return within


def likeliest(videos: Mapping[str, Sequence[Ranked]], most: int) -> list[Columns]:
    """The columns of the videos with the best scores, best first; the scores of all are made in one go.

    Args:
        videos: The hits of each, by its id.
        most: At most so many.
    """
    found = [one for of_video in videos.values() for one in of_video]
    if not found:
        return []
    sizes = [len(of_video) for of_video in videos.values()]
    starts, ends, scores = _scored(found, sizes)
    firsts = [0, *itertools.accumulate(sizes)]
    best = np.maximum.reduceat(scores, firsts[:-1]).tolist()
    parts = itertools.starmap(slice, itertools.pairwise(firsts))
    return [
        Columns(videos[video_id], starts[part], ends[part], scores[part], top)
        for top, video_id, part in sorted(zip(best, videos, parts, strict=True), key=_best_first)[:most]
    ]


def _best_first(place: tuple[float, str, slice]) -> tuple[float, str]:
    return -place[0], place[1]


def _scored(found: Sequence[Ranked], sizes: Sequence[int]) -> tuple[Floats, Floats, Floats]:
    """Start, end and score of hits: the sum over channels of the best share that covers the middle of the hit.

    Args:
        found: The hits, video after video.
        sizes: How many of them each video has.
    """
    hits, _, _, shares, _ = zip(*found, strict=True)
    starts, ends = np.array([hit.start_s for hit in hits]), np.array([hit.end_s for hit in hits])
    one, other, firsts = _neighbours(sizes, starts, ends)
    middles = ((starts + ends) / 2)[one]
    covering = np.array(shares)[other] * ((starts[other] <= middles) & (middles <= ends[other]))
    best_of = (np.maximum.reduceat(covering * of[other], firsts) for of in by_channel(hits))
    return starts, ends, sum(best_of, np.zeros(len(found)))


def _neighbours(sizes: Sequence[int], starts: Floats, ends: Floats) -> Neighbours:
    """Pairs of hits of one video, of which the second may cover the middle of the first; every hit is its own second.

    The videos lie one after the other on one line, so far apart that no hit reaches into the next; what covers a place
    begins at most the longest hit before it.

    Returns:
        The firsts, the seconds, and at which pair the ones of each hit begin.
    """
    longest = (ends - starts).max() + SPARE_S
    apart = np.repeat(np.arange(len(sizes)) * (ends.max() + longest), sizes)
    begin, middles = starts + apart, (starts + ends) / 2 + apart
    order = np.argsort(begin)
    lefts = np.searchsorted(begin, middles - longest, "left", order)
    counts = np.searchsorted(begin, middles, "right", order) - lefts
    firsts = np.cumsum(counts) - counts
    one = np.repeat(np.arange(len(begin)), counts)
    return one, order[np.arange(len(one)) + np.repeat(lefts - firsts, counts)], firsts


def by_channel(hits: Sequence[Hit]) -> list[Those]:
    """For each channel that found any of the hits: which ones."""
    codes = np.array([CODES[hit.channel] for hit in hits])
    return [of for of in (codes == code for code in CODES.values()) if of.any()]
