"""Samples hold numbers that can be compared."""

from __future__ import annotations

import math

import pytest

from tests.support.benchmarks.samples import sample


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_figure(value: float) -> None:
    with pytest.raises(ValueError, match=r"wall of vindex \(film\) is .*, not a number"):
        sample(value)
