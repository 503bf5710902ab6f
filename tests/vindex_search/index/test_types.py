"""The times of the points of one generation, and what a filter admits of descriptions."""

from __future__ import annotations

from typing import Any

import pytest

from vindex_search.contract.description.video_description import NOTHING, VideoDescription
from vindex_search.index.types import NO_FILTER, PointFilter, point_times

SAID = VideoDescription(
    people=("Ada", "Li"), place="Graz", recorded_at="2026-03-01T00:30:00+01:00", attributes=(("camera", "B"),)
)


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


@pytest.mark.parametrize(
    ("fields", "is_admitted"),
    [
        ({"people": ("Li", "Eve")}, True),
        ({"people": ("Eve",)}, False),
        ({"places": ("Graz",)}, True),
        ({"places": ("Linz",)}, False),
        ({"attributes": ("camera=B",)}, True),
        ({"attributes": ("camera",)}, False),
        ({"recorded_after": "2026-02-28T23:30:00+00:00"}, True),
        ({"recorded_before": "2026-02-28T23:30:00+00:00"}, False),
        ({"recorded_after": "2026-03-01T00:00:00+00:00"}, False),
        ({"people": ("Ada",), "places": ("Linz",)}, False),
    ],
    ids=str,
)
def test_a_filter_admits_descriptions_with_one_of_its_values_in_each_field(
    fields: dict[str, Any], is_admitted: bool
) -> None:
    where = PointFilter(**fields)
    assert (where.admits_description(SAID), where.restricts_descriptions) == (is_admitted, True)
    assert not where.admits_description(NOTHING)


def test_what_points_do_not_have_is_left_out_for_them() -> None:
    where = PointFilter(workspaces=("team",), people=("Ada",), recorded_after="2026-03-01", duration_to=9.0)
    assert where.of_points == PointFilter(workspaces=("team",))
    assert (NO_FILTER.restricts_descriptions, NO_FILTER.admits_description(NOTHING)) == (False, True)
