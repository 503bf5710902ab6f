"""A library with keys: sign in, be refused, sign out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.recorded_service import LECTURE, Recorded

pytestmark = pytest.mark.slow


@pytest.fixture
def locked(service: str, recorded: Recorded) -> str:
    recorded.keys = {"vdx_right"}
    return service


def test_a_key_opens_the_library_where_one_stood(page: Page, locked: str) -> None:
    page.goto(f"{locked}/?q=energy")
    expect(page.locator(".panel h2")).to_have_text("This library asks for a key")
    expect(page.get_by_role("button", name="Upload")).to_have_count(0)
    page.get_by_label("API key").fill("vdx_right")
    page.keyboard.press("Enter")
    expect(page.locator(".moment")).to_have_count(3)
    expect(page).to_have_url(f"{locked}/?q=energy")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    page.reload()
    expect(page.locator(".moment")).to_have_count(3)


def test_a_wrong_key_is_refused_in_the_words_of_the_service(page: Page, locked: str) -> None:
    page.goto(locked)
    page.get_by_label("API key").fill("vdx_wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#key-fault")).to_contain_text("This key is not known here")
    expect(page.get_by_label("API key")).to_be_focused()
    expect(page.get_by_label("API key")).to_have_attribute("aria-invalid", "true")


def test_signing_out_asks_for_a_key_again(page: Page, locked: str) -> None:
    page.goto(locked)
    page.get_by_label("API key").fill("vdx_right")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".video")).to_have_count(4)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("API key")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


def test_all_sessions_of_the_key_are_ended_from_the_page(page: Page, locked: str) -> None:
    page.goto(locked)
    expect(page.get_by_role("button", name="End all sessions")).to_have_count(0)
    page.get_by_label("API key").fill("vdx_right")
    page.keyboard.press("Enter")
    with page.expect_request(lambda request: request.method == "DELETE") as sent:
        page.get_by_role("button", name="End all sessions").click()
    assert sent.value.url == f"{locked}/v1/session?everywhere=true"
    expect(page.get_by_label("API key")).to_be_visible()


def test_a_link_to_a_video_plays_once_a_key_is_given(page: Page, locked: str) -> None:
    page.goto(f"{locked}/v/{LECTURE}?t=31.64&q=energy")
    expect(page.locator("#fault")).to_have_text("Send an API key.")
    page.get_by_label("API key").fill("vdx_right")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#player-title")).to_have_text("Conservation of mechanical energy")
    expect(page.locator("#fault")).to_be_hidden()
    expect(page.locator(".line[aria-current]")).to_contain_text("If I would let it swing")


def test_a_library_without_keys_shows_no_sign_out(page: Page, service: str) -> None:
    page.goto(service)
    expect(page.locator(".video")).to_have_count(4)
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
