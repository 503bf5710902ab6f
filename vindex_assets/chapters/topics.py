"""Chapters by the course of subjects: where the passages of a talk turn from one subject to the next.

The unit vectors of the passages, less their mean over the video, are cut into k runs so that the sum over runs of
|sum of vectors|^2 / length is largest, i.e. the vectors of each run are as near to their own mean as they can be.
Dynamic programming finds the best cut of all, as in Alemi and Ginsparg, "Text Segmentation based on Semantic Word
Embeddings" (2015, arXiv:1503.05543), whose objective this is for the squared norm. How many runs is by the length of
the talk (`expected_chapters`): the objective alone always asks for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MIN_PASSAGES: Final = (
    4  # of a chapter on average: two minutes of speech; a shorter run is a sentence beside its subject
)
MIN_RUN: Final = 2  # passages
MIN_TALK_S: Final = 240.0  # a shorter video is one subject
MAX_PASSAGES: Final = 2_000  # the table of the cuts grows with their square; films of a day are thinned out
CHAPTER_S: Final = 240.0  # the best of 180 to 420 s by F1 and WindowDiff together, on talks and lectures (decision 029)
MAX_TOPICS: Final = 40


def expected_chapters(duration_s: float, passages: int) -> int:
    """How many chapters a talk of some length is cut into; 1 where it is too short to be cut."""
    if duration_s < MIN_TALK_S:
        return 1
    return max(1, min(MAX_TOPICS, passages // MIN_PASSAGES, round(duration_s / CHAPTER_S)))


def topic_starts(vectors: Floats, count: int) -> list[int]:
    """The first passage of each of `count` runs, 0 first; fewer where there are not enough passages.

    Args:
        vectors: Unit vectors of the passages, in order, of shape (n, dim).
        count: How many runs.
    """
    count = min(count, len(vectors) // MIN_RUN)
    if count < 2:
        return [0]
    gains = run_gains(vectors - vectors.mean(axis=0))
    return best_cuts(gains, count)


def run_gains(vectors: Floats) -> Floats:
    """|sum|^2 / length of the run from each passage up to each later one, of shape (n + 1, n + 1); too short: -inf."""
    dots = np.zeros((len(vectors) + 1, len(vectors) + 1))
    dots[1:, 1:] = (vectors @ vectors.T).cumsum(axis=0).cumsum(axis=1)
    diagonal = np.diag(dots)
    squares = diagonal[None, :] - 2 * dots + diagonal[:, None]  # of the sum of vectors[a:b], symmetric in a and b
    places = np.arange(len(vectors) + 1)
    lengths = places[None, :] - places[:, None]
    return np.where(lengths >= MIN_RUN, squares / np.maximum(lengths, 1), -np.inf)


def best_cuts(gains: Floats, count: int) -> list[int]:
    """The starts of the `count` runs with the largest sum of gains."""
    best, chosen = gains[0], []
    for _ in range(count - 1):
        sums = best[:, None] + gains
        chosen.append(sums.argmax(axis=0))
        best = sums.max(axis=0)
    end, starts = len(best) - 1, []
    for befores in reversed(chosen):
        end = int(befores[end])
        starts.append(end)
    return [0, *reversed(starts)]


def runs_of(starts: Sequence[int], length: int) -> list[tuple[int, int]]:
    """The runs that begin at some passages as [start, end)."""
    return list(pairwise([*starts, length]))
