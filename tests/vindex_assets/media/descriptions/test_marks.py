from __future__ import annotations

import pytest

from vindex_assets.media.descriptions.marks import chapters_from, seconds_of


@pytest.mark.parametrize(
    ("stated", "second"),
    [
        *((90, 90.0), (90.5, 90.5), ("90", 90.0), ("1:30", 90.0), ("1:02:03.5", 3723.5), (" 7 ", 7.0)),
        *(("", None), ("soon", None), (None, None), (True, None), ([], None), (float("nan"), None), ("1e999", None)),
        *((10**400, None),),
    ],
    ids=lambda value: str(value)[:20],
)
def test_times_are_seconds_or_a_clock(stated: object, second: float | None) -> None:
    assert seconds_of(stated) == second


def test_entries_that_are_no_chapters_are_left_out() -> None:
    listed = [
        {"title": "A", "start": 0},
        None,
        {"title": 7, "start": 1},
        {"title": "B"},
        "C",
        {"title": "D", "start": 9},
    ]
    assert [one.title for one in chapters_from(listed, 60.0, title="title", start="start")] == ["A", "D"]


@pytest.mark.parametrize("value", [None, {}, "x", 7])
def test_what_is_no_list_has_no_chapters(value: object) -> None:
    assert chapters_from(value, 60.0, title="title", start="start") == ()
