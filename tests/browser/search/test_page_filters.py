"""Filters: what the form asks for, chips that take it back, and links that keep it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import texts
from tests.support.browser.recorded_service import LECTURE, Recorded

pytestmark = pytest.mark.slow


def test_a_filter_goes_into_the_request_the_address_and_a_chip(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(f"{service}/?q=energy")
    page.get_by_role("button", name="Filters").click()
    with page.expect_response(lambda response: "channels=speech" in response.url):
        page.get_by_role("checkbox", name="said").check()
    page.get_by_role("checkbox", name="physics").check()
    page.locator("#filters").get_by_label("Speaker").fill("Lewin, Ada")
    page.locator("#filters").get_by_label("Uploaded after").fill("2026-01-31")
    with page.expect_response(lambda response: "uploaded_after=2026-01-31" in response.url):
        page.keyboard.press("Enter")
    narrowed = "workspace=physics&channels=speech&speaker=Lewin&speaker=Ada&uploaded_after=2026-01-31"
    expect(page).to_have_url(f"{service}/?q=energy&{narrowed}")
    expect(page.locator(".chip span")).to_have_text(
        ["workspace: physics", "found as: said", "speaker: Lewin", "speaker: Ada", "uploaded after: Jan 31, 2026"]
    )
    asked = {"workspace": ["physics"], "channels": ["speech"], "speaker": ["Lewin", "Ada"]}
    assert {"q": ["energy"], **asked, "uploaded_after": ["2026-01-31"]} in recorded.searches


def test_two_channels_are_asked_for_as_the_service_reads_them(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(f"{service}/?q=energy&channels=speech&channels=screen")
    expect(page.locator(".moment")).to_have_count(3)
    assert recorded.searches == [{"q": ["energy"], "channels": ["speech,screen"]}]


def test_a_chip_takes_its_filter_back_and_the_keyboard_stays_near(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(f"{service}/?q=energy&tag=a&tag=b")
    chip = page.get_by_role("button", name="Remove tag: a")
    chip.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{service}/?q=energy&tag=b")
    expect(page.get_by_role("button", name="Filters")).to_be_focused()
    expect(page.locator(".chip")).to_have_count(1)


def test_a_link_with_filters_and_a_video_keeps_both(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(f"{service}/v/{LECTURE}?t=31.64&q=energy&tag=lectures&language=en")
    expect(page.locator(".chip")).to_have_count(2)
    page.locator(".moment h3 a").first.click()
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=19.9&q=energy&language=en&tag=lectures")
    page.locator("#close").click()
    expect(page).to_have_url(f"{service}/?q=energy&language=en&tag=lectures")
    assert all(one["tag"] == ["lectures"] for one in recorded.searches)


def test_the_form_opens_with_what_is_on_and_escape_gives_the_focus_back(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy&channels=speech&tag=a&tag=b")
    opener = page.get_by_role("button", name="Filters")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("checkbox", name="said")).to_be_checked()
    expect(page.get_by_role("checkbox", name="said")).to_be_focused()
    expect(page.locator("#filters").get_by_label("Tag")).to_have_value("a, b")
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_channel_that_the_library_lacks_cannot_be_chosen(page: Page, service: str) -> None:
    page.goto(service)
    expect(page.locator(".video")).to_have_count(4)
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("checkbox", name="seen")).to_be_disabled()


def test_all_filters_can_be_cleared_at_once(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy&channels=speech&tag=a")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Clear all").click()
    expect(page).to_have_url(f"{service}/?q=energy")
    expect(page.get_by_role("checkbox", name="said")).not_to_be_checked()


def test_a_workspace_narrows_the_library_too(page: Page, service: str) -> None:
    page.goto(f"{service}/?workspace=physics")
    expect(page.locator(".video")).to_have_count(1)
    page.goto(f"{service}/?workspace=nowhere")
    expect(page.locator(".panel h2")).to_have_text("No video fits these filters")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(".video")).to_have_count(4)
    assert texts(page, ".chip") == []
