"""Ranges of durations and months: each value is in the range that it is named by."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.index.types import PointFilter
from vindex_search.videos.facets.names import FacetValue
from vindex_search.videos.facets.ranges import duration_range, duration_values, month_of, month_values


def bounded(value: FacetValue) -> PointFilter:
    """The filter that a range of durations leads to."""
    bounds: dict[str, Any] = {"duration_from": value.low, "duration_to": value.high}
    return PointFilter(**bounds)


@given(st.floats(0, 1e7))
def test_a_duration_is_within_the_bounds_of_its_range_alone(duration_s: float) -> None:
    every = duration_values(dict.fromkeys(map(duration_range, (0, 60, 300, 1200, 3600, 7200)), 1))
    admitting = [value.value for value in every if bounded(value).admits_duration(duration_s)]
    assert admitting == [duration_range(duration_s)]


@pytest.mark.parametrize(
    ("uploaded_at", "month"),
    [
        ("2026-11-30T23:59:59+00:00", "2026-11"),
        ("2026-12-01T00:00:00+00:00", "2026-12"),
        ("2026-12-01T05:00:00+05:30", "2026-11"),
    ],
)
def test_months_are_those_of_utc(uploaded_at: str, month: str) -> None:
    assert month_of(uploaded_at) == month


def test_months_come_latest_first_with_the_bounds_of_filters() -> None:
    values = month_values({"2026-11": 1, "2026-12": 2, "2025-01": 1}, limit=2)
    assert [(value.value, value.low, value.high) for value in values] == [
        ("2026-12", "2026-12-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00"),
        ("2025-01", "2025-01-01T00:00:00+00:00", "2025-02-01T00:00:00+00:00"),
    ]
