"""What an answer says of itself: no match, gaps, how sure it is, and why."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import texts
from tests.support.browser.recorded_service import LECTURE, RUN, Recorded, explained


def test_moments_that_do_not_match_are_set_apart(page: Page, service: str, recorded: Recorded) -> None:
    recorded.moments["zebra"] = recorded.moments["webb"]
    recorded.answers["zebra"] = {"matched": False, "message": "Nothing here matches “zebra”."}
    page.goto(f"{service}/?q=zebra")
    expect(page.locator(".unmatched h2")).to_have_text("Nothing here matches “zebra”.")
    expect(page.locator(".unmatched")).to_contain_text("only the nearest moments")
    expect(page.locator(".nearest .moment")).to_have_count(1)
    expect(page.get_by_role("status").first).to_have_text("No match · 1 moment nearby")
    page.fill("#q", "webb")
    expect(page.locator(".moments:not(.nearest) .moment")).to_have_count(1)
    expect(page.locator(".unmatched")).to_have_count(0)


@pytest.mark.parametrize(
    ("coverage", "message", "said"),
    [
        ((4, 3), None, ["1 of 4 videos is not searchable yet."]),
        ((4, 2), None, ["2 of 4 videos are not searchable yet."]),
        ((4, 2), "2 videos are still read.", ["2 videos are still read."]),
        ((4, 2), "Some are still read.", ["Some are still read. 2 of 4 videos are not searchable yet."]),
        ((4, 4), None, []),
    ],
)
def test_videos_that_cannot_be_searched_yet_are_counted(
    page: Page, service: str, recorded: Recorded, coverage: tuple[int, int], message: str | None, said: list[str]
) -> None:
    whole = {"videos": coverage[0], "searchable": coverage[1], "channels": {}}
    recorded.answers["energy"] = {"coverage": whole, "message": message}
    page.goto(f"{service}/?q=energy")
    expect(page.locator(".moment")).to_have_count(3)
    assert texts(page, ".gaps") == said


@pytest.mark.parametrize(
    ("confidence", "said"),
    [(0.0, "faint match"), (0.1, "weak match"), (0.3, "good match"), (0.5, "strong match"), (1.0, "strong match")],
)
def test_confidence_is_said_in_four_steps(
    page: Page, service: str, recorded: Recorded, confidence: float, said: str
) -> None:
    recorded.moments["webb"][0]["confidence"] = confidence
    page.goto(f"{service}/?q=webb")
    sign = page.locator(".certainty")
    expect(sign).to_have_text(said)
    expect(sign.locator(".bar.full")).to_have_count(["faint", "weak", "good", "strong"].index(said.split()[0]) + 1)
    assert "%" not in page.locator(".moment").inner_text()


def test_a_moment_without_a_confidence_shows_none(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=webb")
    expect(page.locator(".moment")).to_have_count(1)
    expect(page.locator(".certainty")).to_have_count(0)


def test_why_asks_again_once_and_shows_ranks_and_origins(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(f"{service}/?q=energy")
    first, second = page.locator(".moment").nth(0), page.locator(".moment").nth(1)
    first.get_by_role("button", name="Why?").click()
    expect(first.get_by_role("button", name="Why?")).to_have_attribute("aria-expanded", "true")
    expect(first.locator(".why tbody tr")).to_have_count(2)
    expect(first.locator(".why tbody tr").first).to_contain_text("said")
    expect(first.locator(".why tbody tr").first.locator("td")).to_have_text(["1", "0.333", "1", "0.712"])
    expect(first.locator(".origin")).to_have_count(1)
    expect(first.get_by_role("link", name="Dagster run 9f8e7d6c")).to_have_attribute("href", RUN)
    second.get_by_role("button", name="Why?").click()
    expect(second.locator(".why tbody tr")).to_have_count(2)
    assert [one.get("explain") for one in recorded.searches] == [None, ["true"]]
    first.get_by_role("button", name="Why?").click()
    expect(first.locator(".why")).to_be_hidden()


def test_a_run_address_that_is_no_web_page_is_no_link(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(f"{service}/?q=webb")
    expect(page.locator(".moment")).to_have_count(1)
    moment = explained(recorded.moments["webb"][0])
    moment["evidence"][0]["explanation"]["provenance"]["run_url"] = "javascript:alert(1)"
    recorded.answers["webb"] = {"moments": [moment]}
    page.get_by_role("button", name="Why?").click()
    expect(page.locator(".origin")).to_contain_text("Dagster run 9f8e7d6c")
    expect(page.locator(".origin a")).to_have_count(0)


def test_why_that_fails_says_so_and_can_be_asked_again(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(f"{service}/?q=webb")
    expect(page.locator(".moment")).to_have_count(1)
    recorded.problem = (503, "Not ready", "The index is being built.")
    why = page.get_by_role("button", name="Why?")
    why.click()
    expect(page.locator(".why")).to_have_text("The index is being built.")
    recorded.problem = None
    why.click()
    why.click()
    expect(page.locator(".why tbody tr")).to_have_count(1)


def test_the_line_under_the_video_shows_no_moment_that_does_not_match(
    page: Page, service: str, recorded: Recorded
) -> None:
    recorded.answers["energy"] = {"matched": False, "message": None}
    page.goto(f"{service}/v/{LECTURE}?q=energy")
    expect(page.locator(".unmatched h2")).to_have_text("Nothing in your library matches this.")
