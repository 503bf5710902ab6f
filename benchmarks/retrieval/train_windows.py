"""Learns the coefficients of the window model (`vindex_search/ranking/windows/window_model.py`) from people's queries.

`python -m benchmarks.retrieval.train_windows FOLDER`: FOLDER as that of `benchmarks.retrieval`. Of each question of the
tuned halves the candidate windows in its own video are one example. The model picks the window with the highest value;
softened to a distribution over the windows (softmax), the expected reward has a gradient, and is climbed by Adam. The
reward of a window is a steep step of its overlap (IoU) with the truth at a half, and a little for a middle in it. Large
sets weigh little more than small ones. For every set the table shows R1@0.5 of the learned model on both halves, and on
all of a set left out of training.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from benchmarks.retrieval.cache.keys import default_cache
from benchmarks.retrieval.cache.library import open_cached_library
from benchmarks.retrieval.lectures import Library
from benchmarks.retrieval.methods.searches import WAYS
from benchmarks.retrieval.sets.folders import read_sets
from benchmarks.retrieval.sets.questions import Question, reported_videos
from vindex_search.index.types import PointFilter
from vindex_search.query.retriever import SearchScope
from vindex_search.ranking.fusion import Floats, rank_hits
from vindex_search.ranking.growth import candidate_windows
from vindex_search.ranking.video_hits import top_videos
from vindex_search.ranking.windows.window_model import Coefficients, window_features

HALF: Final = 0.5  # overlap from which an answer is right
STEEPNESS: Final = 0.06  # overlap over which the reward rises from a quarter to three quarters, about
STEP_SHARE: Final = 0.8  # of the reward; the rest is the overlap itself, which also tells bad from worse
CENTRE_REWARD: Final = 0.25  # for a middle in the truth, which hit@k asks for
SIZE_POWER: Final = 0.4  # of a set's size, its weight; at 0 the smallest, of 59 questions, is learned by heart
RIDGE: Final = 0.001  # penalty on the squared coefficients, of standardised features
ITERATIONS: Final = 600
RATE: Final = 0.03
DECAYS: Final = (0.9, 0.999)  # of Adam's means: Kingma and Ba, "Adam", 2015


class Examples(NamedTuple):
    """Questions with their windows: features (n, windows, features), and a weight each (n,).

    `overlaps` and `centred`, of shape (n, windows), say how far each window overlaps the truth, and whether its middle
    is in it.
    """

    features: Floats
    overlaps: Floats
    centred: Floats
    weights: Floats


class TrainingSet(NamedTuple):
    """The examples of one set in its two halves."""

    name: str
    tuned: Examples
    reported: Examples


def examples_of(library: Library, questions: Sequence[Question]) -> Examples:
    """The examples of some questions of one set."""
    found = [example for question in questions for example in _example(library, question)]
    return Examples(
        features=np.array([features for features, _, _ in found]),
        overlaps=np.array([overlaps for _, overlaps, _ in found]),
        centred=np.array([centred for _, _, centred in found]),
        weights=np.full(len(found), max(1, len(found)) ** (SIZE_POWER - 1)),
    )


def _example(library: Library, question: Question) -> Iterator[tuple[Floats, Floats, Floats]]:
    """The windows around the best hit in the right video: features, overlaps, middles; none where nothing was found."""
    retriever, channels = library.retriever, WAYS["fused"]
    scope = SearchScope(PointFilter(video_ids=(question.video_id,)), channels)
    vectors = retriever.vectors(question.text, channels)
    hits = retriever.hits(vectors, scope)
    curves = retriever.relevance_curves(vectors, scope, hits)([question.video_id])
    for video in top_videos(rank_hits(hits), 1):
        best = video.hits[int(video.scores.argmax())]
        grid, courses = candidate_windows(video, curves.get(question.video_id, []), best)
        features = window_features(grid, courses)
        spans = list(product(grid.starts.tolist(), grid.ends.tolist()))
        overlaps = np.array([question.overlap(*span) for span in spans])
        centred = np.array([float(question.contains_middle(question.video_id, *span)) for span in spans])
        yield np.stack([feature.ravel() for feature in features], axis=-1), overlaps, centred


def learn(examples: Sequence[Examples]) -> Floats:
    """The coefficients with the highest expected reward over some sets."""
    features, overlaps, centred, weights = (np.concatenate(columns) for columns in zip(*examples, strict=True))
    right = 1 / (1 + np.exp((HALF - overlaps) / STEEPNESS))
    reward = STEP_SHARE * right + (1 - STEP_SHARE) * overlaps + CENTRE_REWARD * centred
    deviations = features.std(axis=(0, 1)) + 1e-9
    scaled = ((features - features.mean(axis=(0, 1))) / deviations).astype(np.float32)
    weighted = weights / weights.sum()
    coefficients, mean, square = (np.zeros(features.shape[-1]) for _ in range(3))
    for turn in range(1, ITERATIONS + 1):
        gradient = _gradient(scaled, reward, weighted, coefficients) - 2 * RIDGE * coefficients
        mean += (1 - DECAYS[0]) * (gradient - mean)
        square += (1 - DECAYS[1]) * (gradient**2 - square)
        step = mean / (1 - DECAYS[0] ** turn) / (np.sqrt(square / (1 - DECAYS[1] ** turn)) + 1e-8)
        coefficients += RATE * step
    learned: Floats = coefficients / deviations
    return learned


def _gradient(scaled: Floats, reward: Floats, weights: Floats, coefficients: Floats) -> Floats:
    """Of the expected reward: sum over windows of probability * (reward - expected reward) * features."""
    values = scaled @ coefficients.astype(np.float32)
    likely = np.exp(values - values.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    gain = likely * (reward - (likely * reward).sum(axis=1, keepdims=True)) * weights[:, None]
    gradient: Floats = np.einsum("qw,qwf->f", gain, scaled, optimize=True)
    return gradient


def right_share(examples: Examples, coefficients: Floats) -> float:
    """R1@0.5: the share of questions whose best window overlaps the truth by half."""
    chosen = (examples.features @ coefficients).argmax(axis=1)
    return float((examples.overlaps[np.arange(len(chosen)), chosen] >= HALF).mean())


def read_training_sets(folder: Path, cache: Path) -> Iterator[TrainingSet]:
    """The examples of every set in a folder."""
    for of_set in read_sets(folder):
        reported = reported_videos(of_set.questions)
        halves = [[q for q in of_set.questions if (q.video_id in reported) == half] for half in (False, True)]
        with open_cached_library(of_set.lectures, cache) as library:
            yield TrainingSet(of_set.name, *(examples_of(library, half) for half in halves))


def main() -> None:
    """Learn, and print the coefficients and what they reach."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.train_windows", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, default=default_cache(), help="keeps encoded passages and indexes")
    given = parser.parse_args()
    sets = list(read_training_sets(given.folder, given.cache))
    learned = learn([one.tuned for one in sets])
    print(Coefficients(*(round(float(value), 4) for value in learned)))
    print("\n| | tuned | reported | all, left out of training |\n|---|---|---|---|")
    for one in sets:
        others = learn([other.tuned for other in sets if other.name != one.name]) if len(sets) > 1 else learned
        left_out = [right_share(half, others) for half in (one.tuned, one.reported)]
        shares = (right_share(one.tuned, learned), right_share(one.reported, learned), sum(left_out) / len(left_out))
        print(f"| {one.name} | " + " | ".join(f"{100 * share:.1f}" for share in shares) + " |")


if __name__ == "__main__":
    main()
