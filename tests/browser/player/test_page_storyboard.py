"""The storyboard: what is on screen where one points, on the line and in the list; and the slider of the line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import until, watch
from tests.support.browser.recorded_service import LECTURE, WEBB

pytestmark = pytest.mark.slow

PLAYER = f"/v/{LECTURE}?t=31.64&q=energy"
TIME = "#timeline .preview-time"


def test_pointing_at_the_line_shows_what_is_there(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    line = page.locator("#timeline")
    box = line.bounding_box()
    assert box is not None
    line.hover(position={"x": box["width"] / 2, "y": 12})
    expect(page.locator(TIME)).to_have_text("0:48")
    tile = page.locator("#timeline .tile")
    expect(tile).to_be_visible()
    assert "storyboard/000.jpg" in tile.evaluate("(one) => one.style.backgroundImage")
    page.locator("#q").hover()
    expect(page.locator(TIME)).to_be_hidden()


def test_the_keyboard_sees_the_same_on_a_mark_and_on_the_slider(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    page.get_by_role("button", name="Play 0:19–0:25").focus()
    expect(page.locator(TIME)).to_have_text("0:19")
    slider = page.get_by_role("slider", name="Position in the video")
    slider.focus()
    page.evaluate("document.querySelector('video').pause()")
    slider.press("End")
    until(page, "document.querySelector('video').currentTime > 95")
    expect(page.locator(TIME)).to_have_text("1:37")
    slider.press("ArrowLeft")
    expect(page.locator(TIME)).to_have_text("1:36")


def test_a_click_on_the_line_goes_there(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    line = page.locator("#timeline")
    box = line.bounding_box()
    assert box is not None
    line.click(position={"x": box["width"] * 0.8, "y": 12})
    until(page, "Math.abs(document.querySelector('video').currentTime - 97 * 0.8) < 2")


def test_a_video_without_a_storyboard_shows_the_time_alone(page: Page, service: str) -> None:
    page.goto(f"{service}/v/{WEBB}?t=4")
    watch(page, 4.0)
    page.locator("#timeline").hover()
    half = page.evaluate("Math.floor(document.querySelector('video').duration / 2)")
    expect(page.locator(TIME)).to_have_text(f"0:{half:02}")
    expect(page.locator("#timeline .tile")).to_have_count(0)


def test_pointing_at_a_picture_in_the_list_leafs_through_the_moment(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    frame = page.locator(".moment .picture").nth(1)
    box = frame.bounding_box()
    assert box is not None
    places = []
    for share in (0.05, 0.95):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + 20)
        expect(frame.locator(".tile")).to_have_count(1)
        until(page, "document.querySelector('.moment .tile') !== null")
        places.append(frame.locator(".tile").evaluate("(one) => one.style.backgroundPosition"))
    assert places[0] != places[1]
    page.mouse.move(5, 5)
    expect(frame.locator(".tile")).to_have_count(0)


def test_the_storyboard_stands_in_for_a_picture_that_is_missing(page: Page, service: str) -> None:
    page.route("**/thumbnail*", lambda route: route.fulfill(status=404))
    page.goto(f"{service}/?q=energy")
    expect(page.locator(".moment").first.locator(".tile")).to_be_visible()
