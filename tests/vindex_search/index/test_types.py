"""The times of the points of one generation."""

from __future__ import annotations

import pytest

from vindex_search.index.types import point_times


def point(channel: str, start: float, end: float) -> dict[str, object]:
    return {"channel": channel, "start_s": start, "end_s": end}


def test_each_point_has_a_row_of_times() -> None:
    times = point_times([("b", point("speech", 5.0, 9.0)), ("a", point("visual", 0.0, 2.5))])
    assert times.rows == {"b": 0, "a": 1}
    assert times.channels == {"speech", "visual"}
    assert (times.starts.tolist(), times.ends.tolist()) == ([5.0, 0.0], [9.0, 2.5])


def test_a_generation_without_points_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="the index has no such generation"):
        point_times([])
