"""places: where the points of one version of a video lie."""

from __future__ import annotations

import pytest

from vindex_search.index.types import point_times


def point(channel: str, start: float, end: float) -> dict[str, object]:
    return {"channel": channel, "start_s": start, "end_s": end}


def test_each_point_has_its_row() -> None:
    found = point_times([("b", point("speech", 5.0, 9.0)), ("a", point("visual", 0.0, 2.5))])
    assert found.rows == {"b": 0, "a": 1}
    assert found.channels == {"speech", "visual"}
    assert (found.starts.tolist(), found.ends.tolist()) == ([5.0, 0.0], [9.0, 2.5])


def test_no_points_are_no_generation() -> None:
    with pytest.raises(LookupError, match="the index has no such generation"):
        point_times([])
