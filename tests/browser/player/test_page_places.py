"""Places and the course as plain data: joined, ordered, stepped through, drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.browser.page import call

pytestmark = pytest.mark.slow

BALL = [(12.0, 15.0, 0.4), (47.5, 52.0, 1.0), (70.0, 74.0, 0.7)]


def test_places_of_two_answers_join_without_overlap(blank: Page) -> None:
    listed = [{"start_s": 10, "end_s": 20}]
    others = [{"start_s": 19, "end_s": 25}, {"start_s": 20, "end_s": 22}, {"start_s": 1, "end_s": 10}]
    joined = call(blank, "player/find/places", "m.union(a[0], a[1])", [listed, others])
    assert [one["start_s"] for one in joined] == [1, 10, 20]


@pytest.mark.parametrize(
    ("order", "current", "step", "t", "start"),
    [
        ("time", None, 1, 20, 47.5),
        ("time", None, -1, 20, 12),
        ("time", None, 1, 90, 12),
        ("time", None, -1, 5, 70),
        ("time", 0, -1, 12, 70),
        ("rank", None, 1, 90, 47.5),
        ("rank", 0, 1, 12, 47.5),
    ],
)
def test_the_next_place_is_found_from_where_one_is(
    blank: Page, order: str, current: int | None, step: int, t: float, start: float
) -> None:
    places = [{"start_s": begin, "end_s": end, "strength": strength} for begin, end, strength in BALL]
    asked = "m.neighbour(m.inOrder(a.places, a.order), { ...a, current: a.places[a.at] ?? null }).start_s"
    given = {"places": places, "order": order, "at": current, "step": step, "t": t}
    assert call(blank, "player/find/places", asked, given) == start


def test_a_peak_of_two_seconds_in_two_hours_is_drawn(blank: Page) -> None:
    values = [0.0] * 3600
    values[1777] = 1.0
    thin = call(blank, "player/course", "m.thinned(a)", values)
    assert len(thin) == 180
    assert max(thin) == 1.0
    path = call(blank, "player/course", "m.outline({ step_s: 2, values: a }, 7200)", values)
    assert len(path) < 6000
    assert call(blank, "player/course", "m.outline({ step_s: 2, values: [] }, 7200)") == ""
