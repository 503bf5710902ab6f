"""The embedded player and media fragments: start and stop by a link, title and captions, and who may frame it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LECTURE_TITLE
from tests.support.browser.page import call, until, watch
from tests.support.browser.recorded_service import LECTURE

VIDEO = "document.querySelector('video')"


@pytest.mark.parametrize("address", [f"/embed/{LECTURE}?t=3", f"/embed/{LECTURE}#t=3,4", f"/embed/{LECTURE}#t=0:03"])
def test_an_embedded_video_starts_at_its_time_with_title_and_captions(page: Page, service: str, address: str) -> None:
    page.goto(service + address)
    assert watch(page, 3.0) == pytest.approx(3.0, abs=0.5)
    until(page, f"document.title === {LECTURE_TITLE!r}")
    assert page.locator("#title").inner_text() == LECTURE_TITLE
    assert page.locator("track").get_attribute("kind") == "captions"


def test_a_video_that_is_not_there_is_a_sentence(page: Page, service: str) -> None:
    page.goto(f"{service}/embed/physics--nothing-0000000000")
    expect(page.get_by_role("alert")).not_to_be_empty()


def test_its_title_leads_to_the_whole_page_at_the_same_time(page: Page, service: str) -> None:
    page.goto(f"{service}/embed/{LECTURE}?t=3")
    assert page.locator("#title").get_attribute("href") == f"/v/{LECTURE}#t=3"


def test_a_fragment_stops_the_player_once(page: Page, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}#t=2,3")
    watch(page, 2.0)
    page.evaluate(f"{VIDEO}.muted = true, {VIDEO}.play()")
    until(page, f"{VIDEO}.paused && {VIDEO}.currentTime >= 3")
    page.evaluate(f"{VIDEO}.play()")
    watch(page, 3.4)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("10", {"start": 10, "end": None}),
        ("10,20.5", {"start": 10, "end": 20.5}),
        (",20", {"start": 0, "end": 20}),
        ("npt:1:02:03,1:02:04.5", {"start": 3723, "end": 3724.5}),
        ("02:03", {"start": 123, "end": None}),
        ("", None),
        (",", None),
        ("20,10", None),
        ("10,10", None),
        ("1,2,3", None),
        ("-1", None),
        ("1:75:00", None),
        ("smpte:00:00:01", None),
    ],
)
def test_times_of_a_fragment(blank: Page, times: str, expected: object) -> None:
    assert call(blank, "player/media-fragment", "m.parseTimes(a)", times) == expected
