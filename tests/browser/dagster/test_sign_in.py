"""The sign-in page before Dagster's UI, in a browser that keeps the session's cookie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.dagster.door import DoorBefore
from tests.support.http.server import serving


@pytest.fixture
def door(tmp_path: Path) -> DoorBefore:
    return DoorBefore(tmp_path)


@pytest.fixture
def url(door: DoorBefore) -> Iterator[str]:
    with serving(door.door) as url:
        yield url


def sign_in(page: Page, url: str, key: str) -> None:
    page.goto(url)
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()


def test_a_key_leads_to_the_page_that_was_asked_for_until_one_signs_out(page: Page, door: DoorBefore, url: str) -> None:
    sign_in(page, f"{url}/runs/1?tab=logs", door.make_key("ops"))
    expect(page).to_have_title("Dagster")
    assert page.url == f"{url}/runs/1?tab=logs"
    assert page.evaluate("document.cookie") == ""
    page.goto(f"{url}/door/sign-in")
    expect(page.get_by_role("heading", name="Signed in as ops")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Dagster's UI asks for a key")).to_be_visible()
    expect(page.get_by_label("API key")).to_be_focused()
    page.goto(url)
    expect(page.get_by_label("API key")).to_be_visible()


def test_a_key_that_is_not_enough_is_told_so(page: Page, door: DoorBefore, url: str) -> None:
    sign_in(page, url, door.make_key("less", "search"))
    expect(page.get_by_role("alert")).to_contain_text("Dagster's UI needs 'admin'")


def test_a_link_from_another_site_finds_the_session(
    chromium: Browser, door: DoorBefore, url: str, elsewhere: str
) -> None:
    page = chromium.new_page()
    sign_in(page, url, door.make_key("ops"))
    expect(page).to_have_title("Dagster")
    page.goto(elsewhere.replace("127.0.0.1", "localhost"))
    page.evaluate("address => { location.href = address; }", f"{url}/runs/1")
    expect(page).to_have_title("Dagster")
    assert page.url == f"{url}/runs/1"
    page.context.close()
