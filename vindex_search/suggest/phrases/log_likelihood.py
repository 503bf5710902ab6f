"""The log-likelihood ratio of two words that stand together (Dunning 1993). Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def log_likelihood(
    together: npt.NDArray[np.int64], left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], total: int
) -> npt.NDArray[np.float64]:
    """How unlikely so many meetings are by chance: chi-squared with one degree of freedom; 0 where they are too few.

    Args:
        together: How often both stand in a row.
        left: How often the first one occurs.
        right: How often the second one occurs.
        total: Number of words.
    """
    expected = left * right / total
    cells = np.stack([together, left - together, right - together, total - left - right + together])
    by_chance = np.stack([expected, left - expected, right - expected, (total - left) * (total - right) / total])
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(cells > 0, cells * np.log(cells / by_chance), 0.0)
    ratio: npt.NDArray[np.float64] = 2 * terms.sum(axis=0)
    return np.where(together > expected, ratio, 0.0)
