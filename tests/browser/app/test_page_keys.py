"""The keyboard: the video obeys it wherever a key has no meaning of its own, and `?` lists it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import until, watch
from tests.support.browser.recorded_service import LECTURE

pytestmark = pytest.mark.slow

PLAYER = f"/v/{LECTURE}?t=31.64&q=energy"
VIDEO = "document.querySelector('video')"


def playing(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    watch(page, 31.64)
    page.evaluate(f"(() => {{ {VIDEO}.pause(); document.activeElement.blur(); }})()")


def test_space_plays_and_pauses(page: Page, service: str) -> None:
    playing(page, service)
    page.evaluate(f"{VIDEO}.muted = true")  # a browser that nobody touched plays nothing loud
    page.keyboard.press(" ")
    until(page, f"!{VIDEO}.paused")
    page.locator(".moment h3 a").nth(1).focus()
    page.keyboard.press(" ")
    until(page, f"{VIDEO}.paused")
    assert page.evaluate("document.documentElement.scrollTop") == 0


def test_the_arrows_go_back_and_on(page: Page, service: str) -> None:
    playing(page, service)
    at = page.evaluate(f"{VIDEO}.currentTime")
    page.keyboard.press("ArrowRight")
    until(page, f"Math.abs({VIDEO}.currentTime - {at} - 5) < 0.1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    until(page, f"Math.abs({VIDEO}.currentTime - {at} + 5) < 0.1")


def test_a_space_in_the_search_box_is_a_space(page: Page, service: str) -> None:
    playing(page, service)
    page.locator("#q").focus()
    page.keyboard.press("End")
    page.keyboard.type(" x")
    expect(page.locator("#q")).to_have_value("energy x")
    assert page.evaluate(f"{VIDEO}.paused")


def test_the_question_mark_lists_the_keys_and_escape_closes_the_list_alone(page: Page, service: str) -> None:
    playing(page, service)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys and ways to ask")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("pause and play")
    page.keyboard.press("j")  # the page below does not move
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#player")).to_be_visible()
    expect(page).to_have_url(service + PLAYER)


def test_escape_closes_the_filters_before_the_player(page: Page, service: str) -> None:
    playing(page, service)
    page.get_by_role("button", name="Filters").click()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#player")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#player")).to_be_hidden()
