"""Where passages turn from one subject to the next."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest

from vindex_assets.chapters.topics import MAX_TOPICS, MIN_RUN, best_cuts, expected_chapters, run_gains, topic_starts


def subjects(*lengths: int, noise: float = 0.3) -> npt.NDArray[np.float64]:
    """Unit vectors about as many subjects as there are lengths, each for so many passages."""
    generator = np.random.default_rng(7)
    about = np.repeat(np.eye(len(lengths), 16), lengths, axis=0)
    vectors = about + noise * generator.normal(size=about.shape) / 4
    unit: npt.NDArray[np.float64] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_the_cuts_are_where_the_subjects_change() -> None:
    assert topic_starts(subjects(9, 5, 12), 3) == [0, 9, 14]


def test_no_cut_of_all_is_better() -> None:
    vectors = subjects(4, 3, 5, noise=2.0)
    gains = run_gains(vectors)

    def total(*cuts: int) -> float:
        bounds = [0, *cuts, len(vectors)]
        return float(sum(gains[first, end] for first, end in pairwise(bounds)))

    best = max(combinations(range(1, len(vectors)), 2), key=lambda cuts: total(*cuts))

    assert best_cuts(gains, 3) == [0, *best]


def test_no_run_is_shorter_than_the_minimum() -> None:
    starts = topic_starts(subjects(1, 1, 1, 1, 1, 1, 1), 3)

    assert min(np.diff([*starts, 7])) >= MIN_RUN


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_few_passages_are_one_run(length: int) -> None:
    assert topic_starts(subjects(length), 4) == [0]


def test_a_short_talk_is_one_chapter() -> None:
    assert expected_chapters(200.0, 8) == 1


def test_the_number_of_chapters_is_bounded() -> None:
    assert expected_chapters(36_000.0, 2_000) == MAX_TOPICS


def test_a_film_with_little_speech_has_few() -> None:
    assert expected_chapters(3_600.0, 8) == 2
