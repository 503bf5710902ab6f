"""The ranges of durations and of times that videos are counted in; their bounds are values of the filters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from vindex_search.videos.facets.names import FacetValue

# Lower bounds in seconds: a clip, a short explanation, a talk, a lesson, a lecture, a film; the last one is open.
DURATIONS: Final[tuple[tuple[float, str], ...]] = (
    (0, "under 1 min"),
    (60, "1-5 min"),
    (300, "5-20 min"),
    (1200, "20-60 min"),
    (3600, "1-2 h"),
    (7200, "over 2 h"),
)
BOUNDS: Final[tuple[tuple[float, float | None], ...]] = (
    *pairwise(low for low, _ in DURATIONS),
    (DURATIONS[-1][0], None),
)


def duration_range(duration_s: float) -> str:
    """The name of the range that a duration in seconds lies in."""
    return next(name for low, name in reversed(DURATIONS) if duration_s >= low or low == 0)


def duration_values(counts: Mapping[str, int]) -> list[FacetValue]:
    """The ranges of durations that have videos, the shortest first."""
    return [
        FacetValue(name, counts[name], low, high, is_range=True)
        for (low, high), (_, name) in zip(BOUNDS, DURATIONS, strict=True)
        if counts.get(name)
    ]


def month_of(time: str) -> str:
    """The month in UTC of an ISO 8601 time, as in `2026-11`."""
    return datetime.fromisoformat(time).astimezone(UTC).strftime("%Y-%m")


def month_values(counts: Mapping[str, int], limit: int) -> list[FacetValue]:
    """The months with the most videos, the latest first.

    Args:
        counts: Number of videos of each month.
        limit: Maximum number of months.
    """
    kept = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit])
    return [
        FacetValue(month, kept[month], *_month_bounds(month), is_range=True) for month in sorted(kept, reverse=True)
    ]


def _month_bounds(month: str) -> tuple[str, str]:
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return first.isoformat(), following.isoformat()
