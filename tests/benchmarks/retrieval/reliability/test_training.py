"""The lines that training prints."""

from __future__ import annotations

import numpy as np

from benchmarks.retrieval.reliability.training import as_code
from vindex_search.ranking.probability import Signs


def test_fitted_weights_are_printed_as_the_lines_of_the_module() -> None:
    lines = as_code(np.arange(len(Signs._fields) + 1) / 2).replace(": Final", "")
    scope: dict[str, object] = {"Signs": Signs}
    exec(lines, scope)
    assert scope["INTERCEPT"] == 0.0
    assert scope["WEIGHTS"] == Signs(*(np.arange(len(Signs._fields)) + 1) / 2)
