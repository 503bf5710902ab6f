"""Curves of several videos at once are those that each has alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.ranking.batch.curves import Sample, sample_all
from vindex_search.ranking.relevance_curve import RelevanceCurve, step_count

LENGTHS = st.integers(1, 4000)  # of videos in seconds: those below 600 have narrower kernels


def sample(seconds: int, *, points: int, is_sum: bool, seed: int) -> Sample:
    random = np.random.default_rng(seed)
    return Sample(np.sort(random.uniform(0, seconds, points)), random.normal(size=points), seconds, is_sum)


def alone(one: Sample) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    channel = "words" if one.is_sum else "speech"
    curve = RelevanceCurve(one.middles, one.middles, one.scores, channel)  # type: ignore[arg-type]  # one of two names
    return curve.sample(one.seconds)


@given(st.lists(st.tuples(LENGTHS, st.integers(0, 60), st.booleans(), st.integers(0, 99)), min_size=1, max_size=8))
def test_each_is_as_if_it_were_alone(asked: list[tuple[int, int, bool, int]]) -> None:
    samples = [sample(length, points=points, is_sum=is_sum, seed=seed) for length, points, is_sum, seed in asked]
    for found, one in zip(sample_all(samples), samples, strict=True):
        np.testing.assert_allclose(found, alone(one), atol=1e-9)


def test_no_video_counts_in_another() -> None:
    silent = Sample(np.array([1500.0]), np.array([0.0]), 1500, is_sum=True)
    loud = Sample(np.array([0.0]), np.array([100.0]), 1500, is_sum=True)
    assert not sample_all([silent, loud])[0].any()


def test_each_has_the_steps_of_its_video() -> None:
    lengths = [1, 59, 601, 3599]
    samples = [sample(length, points=3, is_sum=False, seed=0) for length in lengths]
    assert [len(curve) for curve in sample_all(samples)] == [step_count(length) for length in lengths]


@pytest.mark.parametrize("samples", [[]])
def test_no_samples_give_no_curves(samples: list[Sample]) -> None:
    assert sample_all(samples) == []
