"""The hits of each video as arrays: where they lie, and how high the fused score of the middle of each is."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from vindex_search.contract import CHANNELS
from vindex_search.fusion import Ranked

Floats = npt.NDArray[np.float64]


class Columns:
    """The hits of one video as arrays: where they lie, and the fused score of the middle of each."""

    def __init__(self, found: Sequence[Ranked], starts: Floats, ends: Floats, scores: Floats) -> None:
        self.found = found
        self.video_id = found[0].hit.video_id
        self.starts, self.ends, self.scores = starts, ends, scores
        self.middles = (starts + ends) / 2
        self.best = float(scores.max())

    def inside(self, start: float, end: float) -> Floats:
        """Share of each hit that lies in a range; one without length lies in it whole or not at all."""
        lengths = self.ends - self.starts
        overlaps = np.minimum(self.ends, end) - np.maximum(self.starts, start)
        shares: Floats = np.clip(overlaps, 0, None) / np.where(lengths > 0, lengths, 1)
        return np.where(lengths > 0, shares, (overlaps >= 0).astype(np.float64))


def columns_of(videos: Mapping[str, Sequence[Ranked]]) -> list[Columns]:
    """The columns of each video; the scores of all are made in one go."""
    found = [one for of_video in videos.values() for one in of_video]
    starts, ends = np.array([(one.hit.start_s, one.hit.end_s) for one in found]).reshape(-1, 2).T
    sizes = [len(of_video) for of_video in videos.values()]
    scores = _fused(found, sizes, starts, ends)
    firsts = np.cumsum([0, *sizes])
    parts = [slice(first, last) for first, last in itertools.pairwise(firsts)]
    return [
        Columns(of_video, starts[part], ends[part], scores[part])
        for of_video, part in zip(videos.values(), parts, strict=True)
    ]


def _fused(found: Sequence[Ranked], sizes: Sequence[int], starts: Floats, ends: Floats) -> Floats:
    """Sum over channels of the best share that covers the middle of each hit, among those of its own video.

    Args:
        found: The hits, video after video.
        sizes: How many of them each video has.
        starts: Of each.
        ends: Of each.
    """
    if not found:
        return np.zeros(0)
    rivals = np.repeat(sizes, sizes)  # of each hit: those of its video, itself among them
    first_pairs = np.concatenate([[0], np.cumsum(rivals)[:-1]])
    one = np.repeat(np.arange(len(found)), rivals)
    firsts = np.repeat(np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
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
