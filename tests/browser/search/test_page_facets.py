"""Counts beside the filters: what each choice finds, what is chosen, and how ranges are chosen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import call
from tests.support.browser.recorded_service import Recorded

pytestmark = pytest.mark.slow

LENGTHS = [
    {"value": "<1 min", "from": 0, "to": 60, "count": 1},
    {"value": "1-5 min", "from": 60, "to": 300, "count": 1},
    {"value": ">5 min", "from": 300, "to": None, "count": 0},
]


def counts(**values: int) -> list[dict[str, Any]]:
    return [{"value": value, "count": count} for value, count in values.items()]


@pytest.fixture(autouse=True)
def facets(recorded: Recorded) -> None:
    """What the filters find in the recorded library."""
    month = {"value": "2026-11", "from": "2026-11-01T00:00:00+00:00", "to": "2026-12-01T00:00:00+00:00", "count": 2}
    recorded.facets = {
        "channel": counts(speech=2, words=2, screen=1, visual=0),
        "tag": counts(lectures=1, **{f"t{at}": 1 for at in range(11)}),
        "language": counts(en=2),
        "speaker": counts(Lewin=1, Ada=0),
        "duration": LENGTHS,
        "uploaded": [month],
    }


def opened(page: Page, service: str, path: str = "/?q=energy") -> None:
    page.goto(service + path)
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("checkbox", name="English 2")).to_be_visible()


def test_choices_have_counts_and_those_that_find_nothing_cannot_be_taken(page: Page, service: str) -> None:
    opened(page, service)
    expect(page.get_by_role("checkbox", name="on screen 1")).to_be_enabled()
    expect(page.get_by_role("checkbox", name="Ada 0")).to_be_disabled()
    expect(page.get_by_role("checkbox", name=">5 min 0")).to_be_disabled()
    expect(page.locator("#filters input[name^=typed]:visible")).to_have_count(0)


def test_two_values_of_one_facet_are_asked_for_and_each_can_be_given_up(
    page: Page, service: str, recorded: Recorded
) -> None:
    opened(page, service)
    page.get_by_role("checkbox", name="lectures").check()
    page.get_by_role("checkbox", name="t3").check()
    expect(page).to_have_url(f"{service}/?q=energy&tag=lectures&tag=t3")
    recorded.facets["tag"] = counts(lectures=1)
    page.get_by_role("checkbox", name="Lewin").check()
    expect(page.get_by_role("checkbox", name="t1 0", exact=True)).to_be_disabled()
    expect(page.get_by_role("checkbox", name="t3 0")).to_be_enabled()
    page.get_by_role("checkbox", name="t3 0").uncheck()
    expect(page).to_have_url(f"{service}/?q=energy&speaker=Lewin&tag=lectures")
    assert "facets" not in page.url


def test_many_values_are_shown_on_request(page: Page, service: str) -> None:
    opened(page, service)
    tags = page.get_by_role("group", name="Tag").get_by_role("checkbox")
    expect(tags).to_have_count(8)
    page.get_by_role("button", name="4 more").click()
    expect(tags).to_have_count(12)
    expect(tags.nth(8)).to_be_focused()


def test_a_length_and_a_month_are_ranges_with_one_chip_each(page: Page, service: str) -> None:
    opened(page, service, "/")
    page.get_by_role("checkbox", name="1-5 min").check()
    page.get_by_role("checkbox", name="November 2026").check()
    bounds = "uploaded_after=2026-11-01&uploaded_before=2026-12-01"
    expect(page).to_have_url(f"{service}/?duration_from=60&duration_to=300&{bounds}")
    expect(page.locator(".chip span")).to_have_text(["length: 1:00–5:00", "uploaded: November 2026"])
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove uploaded: November 2026").click()
    expect(page).to_have_url(f"{service}/?duration_from=60&duration_to=300")


def test_choices_keep_the_keyboard_while_the_counts_change(page: Page, service: str, recorded: Recorded) -> None:
    opened(page, service)
    recorded.facets["speaker"] = counts(Ada=3, Lewin=1)
    lewin = page.get_by_role("checkbox", name="Lewin")
    lewin.focus()
    page.keyboard.press(" ")
    expect(page.get_by_role("checkbox", name="Ada 3")).to_be_enabled()
    expect(lewin).to_be_focused()
    assert page.get_by_role("group", name="Speaker").locator("bdi").all_inner_texts() == ["Lewin", "Ada"]


def test_on_a_phone_they_are_folded_but_for_the_first(page: Page, service: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{service}/?q=energy")
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("checkbox", name="said 2")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Lewin")).to_be_hidden()
    page.locator("#filters summary", has_text="Speaker").click()
    expect(page.get_by_role("checkbox", name="Lewin 1")).to_be_visible()


@pytest.mark.parametrize(
    ("chosen", "toggled", "bounds"),
    [
        ([], 1, ["60", "300"]),
        ([0], 2, ["0", ""]),
        ([0, 1, 2], 1, ["0", "60"]),
        ([0, 1], 0, ["60", "300"]),
        ([1], 1, ["", ""]),
    ],
)
def test_a_range_spans_its_choices(blank: Page, chosen: list[int], toggled: int, bounds: list[str]) -> None:
    limits = [["0", "60"], ["60", "300"], ["300", ""]]
    choices = [{"bounds": limit, "chosen": at in chosen} for at, limit in enumerate(limits)]
    assert call(blank, "search/facets", "m.boundsAfter(a[0], a[0][a[1]])", [choices, toggled]) == bounds


def test_a_choice_of_a_range_is_chosen_where_it_lies_within(blank: Page) -> None:
    asked = "m.choicesOf('duration', a[0], a[1]).map((one) => one.chosen)"
    for filters, chosen in (
        ({}, [False, False, False]),
        ({"duration_from": "60"}, [False, True, True]),
        ({"duration_from": "0", "duration_to": "300"}, [True, True, False]),
        ({"duration_from": "61", "duration_to": "299"}, [False, False, False]),
    ):
        assert call(blank, "search/facets", asked, [LENGTHS, filters]) == chosen
