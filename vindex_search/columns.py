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

Floats = npt.NDArray[np.float64]

SHORTEST_S: Final = 1e-9  # of a hit that has a length: what is shorter is divided by this, and not used


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
        lengths = self.ends - self.starts
        overlaps = np.minimum(self.ends, end) - np.maximum(self.starts, start)
        within: Floats = np.maximum(overlaps, 0) / np.maximum(lengths, SHORTEST_S)
        return np.where(lengths > 0, within, overlaps >= 0)


def likeliest(videos: Mapping[str, Sequence[Ranked]], most: int) -> list[Columns]:
    """The columns of the videos with the best scores, best first; the scores of all are made in one go.

    Args:
        videos: The hits of each, by its id.
        most: At most so many.
    """
    found = [one for of_video in videos.values() for one in of_video]
    if not found:
        return []
    starts, ends = np.array([one.hit.start_s for one in found]), np.array([one.hit.end_s for one in found])
    sizes = [len(of_video) for of_video in videos.values()]
    scores = _fused(found, sizes, starts, ends)
    firsts = [0, *itertools.accumulate(sizes)]
    best = np.maximum.reduceat(scores, firsts[:-1]).tolist()
    places = sorted(zip(best, videos, itertools.pairwise(firsts), strict=True), key=_best_first)
    return [
        Columns(videos[video_id], starts[first:last], ends[first:last], scores[first:last], top)
        for top, video_id, (first, last) in places[:most]
    ]


def _best_first(place: tuple[float, str, tuple[int, int]]) -> tuple[float, str]:
    return -place[0], place[1]


def _fused(found: Sequence[Ranked], sizes: Sequence[int], starts: Floats, ends: Floats) -> Floats:
    """Sum over channels of the best share that covers the middle of each hit, among those of its own video.

    Args:
        found: The hits, video after video.
        sizes: How many of them each video has.
        starts: Of each.
        ends: Of each.
    """
    rivals = np.repeat(sizes, sizes)  # of each hit: those of its video, itself among them
    first_pairs = np.cumsum(rivals) - rivals
    one = np.repeat(np.arange(len(found)), rivals)
    firsts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    other = np.arange(len(one)) + np.repeat(firsts - first_pairs, rivals)
    middles = ((starts + ends) / 2)[one]
    covers = (starts[other] <= middles) & (middles <= ends[other])
    shares, channels = np.array([one.share for one in found])[other] * covers, channels_of(found)[other]
    return sum(
        (np.maximum.reduceat(shares * (channels == channel), first_pairs) for channel in np.unique(channels)),
        np.zeros(len(found)),
    )


def channels_of(found: Sequence[Ranked]) -> npt.NDArray[np.intp]:
    """The channel of each hit, by its place in CHANNELS."""
    return np.array([CHANNELS.index(one.hit.channel) for one in found], dtype=np.intp)
