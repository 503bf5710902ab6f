"""Dunning's ratio, against known values."""

from __future__ import annotations

import numpy as np
import pytest

from vindex_search.suggest.phrases.log_likelihood import log_likelihood


@pytest.mark.parametrize(
    ("together", "left", "right", "total", "ratio"),
    [
        (110, 2552, 221, 31777, 270.72),  # "the swiss", the first of Dunning's table 1
        (1, 1, 1, 10, 6.50),
        (4, 20, 20, 100, 0.0),  # exactly as often as by chance
        (1, 50, 50, 100, 0.0),  # less often
    ],
)
def test_the_ratio_is_dunnings(together: int, left: int, right: int, total: int, ratio: float) -> None:
    found = log_likelihood(np.array([together]), np.array([left]), np.array([right]), total)
    assert found == pytest.approx([ratio], abs=0.01)
