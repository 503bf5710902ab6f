"""What is said about a video, on the page: below the player, and the clock times of its moments."""

from __future__ import annotations

from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import texts
from tests.support.browser.recorded_service import LECTURE, WEBB, Recorded

pytestmark = pytest.mark.slow

SAID: Final[dict[str, Any]] = {
    "title": "Energy",
    "text": "What energy is.\n\nAnd <b>why</b> it stays.",
    "people": ["Ada Bauer", "Li Wei"],
    "recorded_at": "2026-03-01T23:59:30+01:00",
    "place": "Innsbruck",
    "source_url": "https://example.org/7",
    "language": "en",
    "tags": [],
    "attributes": {"camera": "B"},
    "chapters": [],
}


@pytest.fixture
def described(recorded: Recorded) -> Recorded:
    """The lecture is described, the telescope is not."""
    recorded.videos[0]["description"] = SAID
    recorded.videos[1]["description"] = None
    recorded.moments["energy"][0]["recorded_start"] = "2026-03-02T00:00:12.500+01:00"
    return recorded


def test_the_player_says_what_is_said_about_its_video(page: Page, service: str, described: Recorded) -> None:
    page.goto(f"{service}/v/{LECTURE}")
    page.get_by_text("About this video").click()
    assert texts(page, "#about-text p") == ["What energy is.", "And <b>why</b> it stays."]
    assert texts(page, "#about-facts dt") == ["People", "Recorded", "Place", "Source", "camera"]
    assert texts(page, "#about-facts dd") == [
        "Ada Bauer, Li Wei",
        "Mar 1, 2026, 11:59:30 PM",
        "Innsbruck",
        "https://example.org/7",
        "B",
    ]


def test_of_another_video_nothing_is_said(page: Page, service: str, described: Recorded) -> None:
    page.goto(f"{service}/v/{WEBB}")
    expect(page.locator("#player-title")).not_to_be_empty()
    expect(page.locator("#about")).to_be_hidden()


def test_the_player_has_the_clock_time_of_its_place_past_midnight(
    page: Page, service: str, described: Recorded
) -> None:
    page.goto(f"{service}/v/{LECTURE}?t=31")
    expect(page.locator("#player-when")).to_contain_text("Mar 2, 2026, 12:00:01")


def test_a_moment_has_its_clock_time_where_it_is_known(page: Page, service: str, described: Recorded) -> None:
    page.goto(f"{service}/?q=energy")
    expect(page.locator(".moment")).to_have_count(3)
    assert texts(page, ".moment .recorded") == ["Mar 2, 2026, 12:00:12 AM"]


def test_a_title_that_was_found_is_quoted_as_the_title(page: Page, service: str, described: Recorded) -> None:
    title = {**described.moments["energy"][0]["evidence"][0], "text": "Energy", "highlights": [], "source": "title"}
    described.moments["energy"][0]["evidence"] = [title]
    page.goto(f"{service}/?q=energy")
    expect(page.locator(".moment .quote").first).to_have_text("title: Energy")
