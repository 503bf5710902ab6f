"""The fit of weights."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.retrieval.reliability.fit import Samples, fit_weights, predicted

DRAWN = np.random.default_rng(3)
SIGNS = DRAWN.normal(size=(4000, 2))
RIGHT = (DRAWN.random(4000) < 1 / (1 + np.exp(1 - 2 * SIGNS[:, 0]))).astype(float)


def test_weights_are_those_that_the_moments_were_drawn_with() -> None:
    weights = fit_weights({"one": Samples(SIGNS, RIGHT)})
    assert weights == pytest.approx([-1.0, 2.0, 0.0], abs=0.15)
    assert predicted(weights, SIGNS).mean() == pytest.approx(RIGHT.mean(), abs=0.01)


def test_no_weight_is_negative() -> None:
    assert fit_weights({"one": Samples(-SIGNS, RIGHT)})[1:] == pytest.approx([0.0, 0.0], abs=0.05)


def test_a_large_set_weighs_what_a_small_one_does() -> None:
    never, always = np.zeros(3000), np.ones(30)
    weights = fit_weights({"large": Samples(np.zeros((3000, 1)), never), "small": Samples(np.zeros((30, 1)), always)})
    assert weights[0] == pytest.approx(0.0, abs=1e-4)
