"""The player: it starts at the moment, shows the others on its line, and obeys keyboard and address."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import until, watch
from tests.support.browser.recorded_service import LECTURE, WEBB, Recorded

SLACK_S = 1.5  # the video runs on while the test looks


def test_a_click_plays_from_the_start_of_the_moment(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    page.evaluate(
        """() => {
            window.seeks = [];
            const video = document.querySelector("video");
            video.addEventListener("seeking", () => window.seeks.push(video.currentTime));
        }"""
    )
    page.locator(".moment a").nth(1).click()
    assert 31.64 <= watch(page, 31.64) < 31.64 + SLACK_S
    assert page.evaluate("window.seeks") == [31.64]
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    expect(page.locator("#player-when")).to_have_text("0:31–0:43 · 2 more in this video")
    expect(page.locator("#player-evidence mark")).to_have_text("energy")


def test_the_line_marks_every_moment_of_the_video_where_it_lies(page: Page, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    marks = page.locator("#timeline .mark")
    expect(marks).to_have_count(3)
    expect(page.locator("#timeline .mark[aria-current]")).to_have_attribute("aria-label", "Play 0:31–0:43")
    line, mark = page.locator("#timeline").bounding_box(), marks.nth(2).bounding_box()
    assert line is not None
    assert mark is not None
    assert (mark["x"] - line["x"]) / line["width"] == pytest.approx(31.64 / 97, abs=0.005)
    assert mark["width"] / line["width"] == pytest.approx((43.3 - 31.64) / 97, abs=0.005)


def test_a_mark_on_the_line_plays_its_moment_and_keeps_the_focus(page: Page, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    first = page.get_by_role("button", name="Play 0:19–0:25")
    first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=19.9&q=energy")
    until(page, "Math.abs(document.querySelector('video').currentTime - 19.9) < 1.5")
    expect(page.get_by_role("button", name="Play 0:19–0:25")).to_be_focused()


def test_a_deep_link_opens_the_player_at_its_time(page: Page, service: str) -> None:
    page.goto(f"{service}/v/{WEBB}?t=4.5")
    assert 4.5 <= watch(page, 4.5) < 4.5 + SLACK_S
    expect(page.locator("#player-title")).to_have_text("Webb telescope in the cleanroom")
    expect(page).to_have_title("Webb telescope in the cleanroom at 0:04 · vindex")
    expect(page.locator(".video")).to_have_count(4)


def test_escape_closes_the_player_and_gives_the_focus_back(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    page.locator(".moment a").nth(2).click()
    expect(page.locator("#player")).to_be_visible()
    page.locator("#close").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#player")).to_be_hidden()
    expect(page).to_have_url(f"{service}/?q=energy")
    expect(page.locator(".moment a").nth(2)).to_be_focused()
    assert page.evaluate("document.querySelector('video').hasAttribute('src')") is False


def test_j_and_k_move_through_the_list_and_the_open_player_follows(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    links = page.locator(".moment a")
    expect(links).to_have_count(3)
    page.locator("#results").focus()
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    expect(links.nth(1)).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=19.9&q=energy")


def test_back_returns_to_the_moment_before(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    page.locator(".moment a").nth(0).click()
    page.locator(".moment a").nth(1).click()
    watch(page, 31.64)
    page.go_back()
    until(page, "Math.abs(document.querySelector('video').currentTime - 19.9) < 1.5")
    page.go_back()
    expect(page.locator("#player")).to_be_hidden()


def test_a_new_question_leaves_the_video_running(page: Page, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    watch(page, 31.64)
    page.fill("#q", "webb")
    expect(page.locator(".moment")).to_have_count(1)
    expect(page.locator("#timeline .mark")).to_have_count(0)
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=31.64&q=webb")
    assert page.evaluate("document.querySelector('video').currentTime") >= 31.64


def test_the_link_of_the_moment_is_copied(page: Page, service: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{service}/v/{LECTURE}?t=31.64&q=energy"


def test_without_a_clipboard_the_link_is_shown_selected(page: Page, service: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#link")).to_have_value(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    expect(page.locator("#link")).to_be_focused()


def test_a_file_that_the_browser_cannot_play_is_offered_for_download(
    page: Page, service: str, recorded: Recorded
) -> None:
    recorded.clips[WEBB] = recorded.clips[WEBB].with_name("not_a_video.mp4")
    page.goto(f"{service}/v/{WEBB}")
    expect(page.locator("#fault")).to_contain_text("cannot play this video")
    expect(page.locator("#fault a")).to_have_attribute("href", f"/v1/videos/{WEBB}/media")


def test_a_link_to_an_unknown_video_says_so(page: Page, service: str) -> None:
    page.goto(f"{service}/v/space--gone-9999999999?t=3")
    expect(page.locator("#fault")).to_have_text("There is no video 'space--gone-9999999999'.")
