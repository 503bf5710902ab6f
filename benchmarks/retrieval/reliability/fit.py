"""Logistic regression with weights that are never negative, on samples of several sets that weigh the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

PENALTY: Final = 1e-4  # on squared weights: of signs that say the same, neither takes all

Floats = npt.NDArray[np.float64]


class Samples(NamedTuple):
    """Moments of one set: their signs, shape (moments, signs), and 1 for those that are right."""

    signs: Floats
    right: Floats


def fit_weights(sets: Mapping[str, Samples]) -> Floats:
    """Intercept and weights of the highest likelihood, the mean over sets of the mean over their moments."""
    signs = np.concatenate([one.signs for one in sets.values()])
    right = np.concatenate([one.right for one in sets.values()])
    share = np.concatenate([np.full(len(one.right), 1 / len(one.right) / len(sets)) for one in sets.values()])
    columns = np.column_stack([np.ones(len(signs)), signs])

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = columns @ weights
        penalised = np.concatenate([[0.0], weights[1:]])
        value = share @ (np.logaddexp(0.0, logits) - right * logits) + PENALTY * penalised @ penalised
        return float(value), columns.T @ (share * (_logistic(logits) - right)) + 2 * PENALTY * penalised

    bounds = [(None, None), *[(0.0, None)] * signs.shape[1]]
    found = minimize(loss, np.zeros(columns.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B")
    return np.asarray(found.x, dtype=np.float64)


def predicted(weights: Floats, signs: Floats) -> Floats:
    """The probabilities of moments."""
    return _logistic(weights[0] + signs @ weights[1:])


def _logistic(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float64)
