"""The strip under a result: where in its video the question is answered, once a video, and a click plays it there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LECTURE_TITLE
from tests.support.browser.page import texts
from tests.support.browser.recorded_finding import places_of
from tests.support.browser.recorded_service import LECTURE, WEBB, Recorded

pytestmark = pytest.mark.slow

PLACES = [(0.0, 4.82, 0.3), (19.9, 25.46, 1.0), (31.64, 43.3, 0.8), (60.0, 61.0, 0.2)]


@pytest.fixture(autouse=True)
def strips(recorded: Recorded) -> None:
    """Four places of the lecture, three of which are results; one of the telescope."""
    recorded.moments["energy"] += recorded.moments["webb"]
    videos = [places_of(LECTURE, 97.0, *PLACES), places_of(WEBB, 16.57, (4.26, 8.35, 0.5))]
    recorded.answers["energy"] = {"videos": videos}


def test_a_video_has_one_strip_under_its_first_result_with_all_its_results_marked(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    expect(page.locator(".moment")).to_have_count(4)
    strip = page.locator(".moment").first.get_by_role("group", name="4 places in this video, the best at 0:19")
    expect(strip).to_be_visible()
    expect(page.locator(".strip")).to_have_count(1)
    expect(page.locator(".strip-mark.own")).to_have_count(3)
    line, last = page.locator(".strip-line").bounding_box(), page.locator(".strip-mark").nth(3).bounding_box()
    assert line is not None
    assert last is not None
    assert (last["x"] - line["x"]) / line["width"] == pytest.approx(60 / 97, abs=0.01)


def test_a_click_beside_a_narrow_mark_plays_it(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    line = page.locator(".strip-line")
    box = line.bounding_box()
    assert box is not None
    near = {"x": box["width"] * 0.7, "y": 12.0}
    line.hover(position={"x": near["x"], "y": near["y"]})
    expect(page.locator(".strip-time")).to_have_text("1:00–1:01")
    line.click(position={"x": near["x"], "y": near["y"]})
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=60&q=energy")
    expect(page.locator("#player-title")).to_have_text(LECTURE_TITLE)


def test_the_keyboard_comes_to_the_result_and_on_to_the_other_places(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    expect(page.locator(".strip-mark[tabindex='0']")).to_have_count(1)
    page.get_by_role("link", name="Play 0:19–0:25, a result").focus()
    expect(page.locator(".strip-time")).to_have_text("0:19–0:25")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".strip-time")).to_have_text("0:31–0:43")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=31.64&q=energy")


def test_a_later_page_adds_no_second_strip_and_j_passes_the_strips_by(
    page: Page, service: str, recorded: Recorded
) -> None:
    recorded.answers["energy"]["next"] = "/v1/search?q=webb"
    recorded.answers["webb"] = {"videos": [places_of(WEBB, 16.57, (1.0, 2.0, 0.4), (4.26, 8.35, 1.0))]}
    page.goto(f"{service}/?q=energy")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".moment")).to_have_count(5)
    expect(page.locator(".strip")).to_have_count(1)
    page.locator("#results").focus()
    for _ in range(2):
        page.keyboard.press("j")
    expect(page.locator(".moment h3 a").nth(1)).to_be_focused()
    assert texts(page, ".strip-count") == ["4 places"]
