"""Chapters on the page: their bounds on the line, the list below the player, and the one that plays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import texts, until
from tests.support.browser.recorded_service import LECTURE, WEBB, Recorded

pytestmark = pytest.mark.slow

TIME = "document.querySelector('video').currentTime"
TITLES = (("Opening", 0.0), ("The <second> law", 20.0), ("Questions", 60.0))


@pytest.fixture
def parted(recorded: Recorded) -> Recorded:
    """The lecture has three chapters, made of its slides; the telescope has none."""
    ends = (*(start for _, start in TITLES[1:]), 97.0)
    listed = [
        {"title": title, "start_s": start, "end_s": end} for (title, start), end in zip(TITLES, ends, strict=True)
    ]
    recorded.chapters[LECTURE] = {"origin": "slides", "is_made": True, "chapters": listed}
    recorded.videos[0]["chapters_url"] = f"/v1/videos/{LECTURE}/chapters"
    return recorded


def test_they_are_listed_with_their_starts_and_marked_as_made(page: Page, service: str, parted: Recorded) -> None:
    page.goto(f"{service}/v/{LECTURE}")
    expect(page.locator("#chapters summary")).to_have_text("Chapters 3 chapters, made of its slides")
    page.locator("#chapters summary").click()
    assert texts(page, ".chapter .line-text") == [title for title, _ in TITLES]
    assert texts(page, ".chapter .line-time") == ["0:00", "0:20", "1:00"]


def test_one_that_is_chosen_plays_from_its_start(page: Page, service: str, parted: Recorded) -> None:
    page.goto(f"{service}/v/{LECTURE}")
    page.locator("#chapters summary").click()
    page.locator("button.chapter").nth(1).click()
    until(page, f"{TIME} >= 20 && {TIME} < 30")
    expect(page.locator(".chapter[aria-current]")).to_contain_text("The <second> law")


def test_each_but_the_first_has_a_bound_on_the_line(page: Page, service: str, parted: Recorded) -> None:
    page.goto(f"{service}/v/{LECTURE}")
    expect(page.locator(".chapter-bounds span")).to_have_count(2)


def test_the_slider_says_the_chapter_that_plays(page: Page, service: str, parted: Recorded) -> None:
    page.goto(f"{service}/v/{LECTURE}?t=61")
    until(page, "document.querySelector('#timeline input').getAttribute('aria-valuetext')?.endsWith('Questions')")


def test_a_video_of_one_part_has_no_list(page: Page, service: str, parted: Recorded) -> None:
    page.goto(f"{service}/v/{WEBB}")
    expect(page.locator("#player-title")).not_to_be_empty()
    expect(page.locator("#chapters")).to_be_hidden()
