"""How far the subject of a place reaches: a profile of each point, made once, read by every search.

A query names a subject, seldom the words of all its sentences. So a point carries how alike the video around it is to
the minute before and after it: centred on the video's mean (else everything in a lecture is alike), averaged over
ten seconds, as deviations from the video's mean likeness; and where a sentence or a shot begins, so that a moment
ends where something ends. It is relevance feedback (Rocchio, 1971) with time for a neighbourhood; what it gains is
in docs/decisions/006.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

BIN_S: Final = 10
REACH_S: Final = 600  # to either side; the longest moment is shorter
BINS: Final = 2 * (REACH_S // BIN_S) + 1
NEIGHBOURHOOD_S: Final = 60.0  # to either side, whose mean stands for the place: one passage alone is a poor witness
PER_DEVIATION: Final = 31  # steps of a byte for one standard deviation: four of them fit
PER_SECOND: Final = 10  # steps of a byte for a second within a bin
NOTHING: Final = -128  # a bin before the video begins or after it ends; a bin in which nothing begins


@dataclass(frozen=True, slots=True)
class Around:
    """What a profile says from `first_s` on: deviations per second (NaN outside the video), and where things begin."""

    first_s: int
    levels: Floats
    cuts: Floats


def profiles(starts: Sequence[float], ends: Sequence[float], vectors: Vectors, *, cuts: Sequence[float]) -> list[str]:
    """The profile of each point of one channel of one video, as ASCII text.

    Args:
        starts: Of the points, in seconds.
        ends: Of the points, in seconds.
        vectors: Unit vectors of shape (n, dim).
        cuts: Seconds at which a sentence or a shot begins.
    """
    if not len(vectors):
        return []
    begins, middles = np.asarray(starts), (np.asarray(starts) + np.asarray(ends)) / 2
    centred = vectors - vectors.mean(axis=0)
    spread = _spread(begins, np.asarray(ends))
    offsets = _offsets(np.sort(np.asarray(cuts)), len(spread))
    return [_encoded(at, _levels(spread @ (centred @ _near(middles, at, centred))), offsets) for at in middles]


def around(profile: str, at_s: float) -> Around:
    """What a profile says of the video around its point, whose middle is at `at_s`."""
    raw = np.frombuffer(base64.b85decode(profile), dtype=np.int8).reshape(2, BINS)
    first = _first_bin(at_s)
    levels = np.where(raw[0] == NOTHING, np.nan, raw[0] / PER_DEVIATION)
    begun = np.flatnonzero(raw[1] != NOTHING)
    cuts = (first + begun) * BIN_S + raw[1][begun] / PER_SECOND
    return Around(first * BIN_S, np.repeat(levels, BIN_S), cuts)


def _near(middles: Floats, at: float, centred: Vectors) -> Vectors:
    mean: Vectors = centred[np.abs(middles - at) <= NEIGHBOURHOOD_S].mean(axis=0)
    return mean


def _first_bin(at: float) -> int:
    return round(at / BIN_S) - REACH_S // BIN_S


def _levels(likeness: Vectors) -> npt.NDArray[np.int8]:
    """Deviations from the mean in steps of a byte."""
    deviation = likeness.std()
    scaled = (likeness - likeness.mean()) / deviation if deviation > 0 else np.zeros_like(likeness)
    return np.clip(np.round(scaled * PER_DEVIATION), NOTHING + 1, -NOTHING - 1).astype(np.int8)


def _offsets(cuts: Floats, bins: int) -> npt.NDArray[np.int8]:
    """Per bin the first cut in it, in steps of a byte from where the bin begins."""
    found = np.full(bins, NOTHING, dtype=np.int8)
    for cut in cuts[::-1]:
        if 0 <= cut < bins * BIN_S:
            found[int(cut // BIN_S)] = int(cut % BIN_S * PER_SECOND)
    return found


def _encoded(at: float, *rows: npt.NDArray[np.int8]) -> str:
    first = _first_bin(at)
    picked = np.full((len(rows), BINS), NOTHING, dtype=np.int8)
    for row, values in zip(picked, rows, strict=True):
        inside = slice(max(0, first), first + BINS)
        row[inside.start - first : inside.start - first + len(values[inside])] = values[inside]
    return base64.b85encode(picked.tobytes()).decode()


def _spread(starts: Floats, ends: Floats) -> Vectors:
    """Matrix (bins of the video, points) of the mean over the points in each bin; an empty bin is like its nearest."""
    edges = np.arange(int(ends.max() // BIN_S) + 1) * BIN_S
    touches = (starts < edges[:, None] + BIN_S) & (np.maximum(ends, starts + 0.1) > edges[:, None])
    filled = np.flatnonzero(touches.any(axis=1))
    nearest = filled[np.abs(filled - np.arange(len(edges))[:, None]).argmin(axis=1)]
    chosen = touches[nearest].astype(np.float32)
    means: Vectors = chosen / chosen.sum(axis=1, keepdims=True)
    return means
