"""Saved searches on the page: the question is saved, listed, turned off and deleted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.recorded_alerts import saved_search
from tests.support.browser.recorded_service import Recorded

pytestmark = pytest.mark.slow


def test_the_question_of_the_page_is_saved(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(f"{service}/?q=energy&channels=speech")
    page.click("#alerts-button")
    page.fill("#alerts [name=name]", "Energy")
    page.select_option("#alerts [name=one_in]", "30")
    page.click("#alerts [type=submit]")
    expect(page.locator("#alerts .saved h3")).to_have_text("Energy ")
    expect(page.locator("#alerts [role=status]")).to_contain_text("Measured on 40 videos")
    assert recorded.saved[0]["search"] == {"q": "energy", "channels": "speech"}


def test_without_a_question_it_says_what_to_do(page: Page, service: str) -> None:
    page.goto(service)
    page.click("#alerts-button")
    expect(page.locator("#alerts")).to_contain_text("Search for something first")
    expect(page.locator("#alerts")).to_contain_text("No search is saved yet.")


def test_one_is_turned_off_and_deleted(page: Page, service: str, recorded: Recorded) -> None:
    recorded.saved = [saved_search("ss-0123456789ab", "Ovens", unseen=2)]
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(service)
    expect(page.locator("#alerts-button .news")).to_have_text("2 new")
    page.click("#alerts-button")
    page.get_by_role("button", name="Turn off").click()
    expect(page.locator("#alerts .saved .meta").first).to_contain_text("turned off")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#alerts")).to_contain_text("No search is saved yet.")
    assert recorded.saved == []


def test_who_may_only_search_sees_them_and_changes_nothing(page: Page, service: str, recorded: Recorded) -> None:
    recorded.may, recorded.saved = ["search"], [saved_search("ss-0123456789ab", "Ovens")]
    page.goto(f"{service}/?q=energy")
    page.click("#alerts-button")
    expect(page.get_by_role("button", name="Show what it told (0)")).to_be_visible()
    expect(page.get_by_role("button", name="Turn off")).to_have_count(0)
    expect(page.locator("#alerts form")).to_have_count(0)
