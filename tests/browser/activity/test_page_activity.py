"""Videos in work on the page: a bar that moves in place, silence, and the history of a video."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import texts
from tests.support.browser.recorded_service import LECTURE, RUN, Recorded
from tests.support.browser.recorded_work import progress, run, step

NEW = "space--new-2222222222"
TORN = "space--torn-1111111111"


@pytest.fixture
def working(recorded: Recorded) -> Recorded:
    """The fresh upload is at work."""
    recorded.videos[3]["progress"] = progress(0.439)
    return recorded


def test_a_video_in_work_shows_its_share_and_what_is_being_made(page: Page, service: str, working: Recorded) -> None:
    page.goto(service)
    bar = page.get_by_role("progressbar", name="Fresh upload: 43 % done")
    expect(bar).to_have_attribute("value", "0.439")
    assert texts(page, ".progress .condition") == ["43 % · screen text 50 %"]


def test_the_bar_moves_and_nothing_else_is_drawn_anew(page: Page, service: str, working: Recorded) -> None:
    page.clock.install()
    page.goto(service)
    page.locator(f"[data-id='{NEW}'] summary").click()
    working.videos[3]["progress"] = progress(0.7, asset=None, asset_share=None)
    page.clock.run_for(5000)
    expect(page.locator(".progress .condition")).to_have_text("70 % · waiting for its turn")
    expect(page.locator(f"[data-id='{NEW}'] details")).to_have_attribute("open", "")


def test_a_step_without_a_sign_of_life_is_said_to_be_silent(page: Page, service: str, working: Recorded) -> None:
    working.videos[3]["progress"] = progress(0.4, silent_s=130.0, is_silent=True)
    page.goto(service)
    expect(page.locator(".progress .silent")).to_have_text("No sign of life for 2 min, at screen text")


def test_a_failed_video_tells_its_history(page: Page, service: str, recorded: Recorded) -> None:
    torn = step("video", "failed", try_number=2, reason="<b>torn</b>")
    recorded.history[TORN] = [run("failed", step("video", "failed"), torn)]
    page.goto(service)
    page.locator(f"[data-id='{TORN}'] summary").click()
    expect(page.locator(".run-head")).to_contain_text("62 s of work, asked for by a repair")
    expect(page.locator(".run a")).to_have_attribute("href", RUN)
    assert texts(page, ".attempts li")[1].split("\n") == ["video: failed in 2.5 s, try 3", "<b>torn</b>"]


def test_older_runs_come_on_request(page: Page, service: str, recorded: Recorded) -> None:
    recorded.history[TORN] = [run("failed", step("video")) for _ in range(7)]
    page.goto(service)
    page.locator(f"[data-id='{TORN}'] summary").click()
    expect(page.locator(".run")).to_have_count(5)
    page.get_by_role("button", name="Older runs").click()
    expect(page.locator(".run")).to_have_count(7)
    expect(page.get_by_role("button", name="Older runs")).to_have_count(0)


def test_the_player_has_the_history_of_its_video(page: Page, service: str, recorded: Recorded) -> None:
    recorded.history[LECTURE] = [run("done", step("video"), step("frames", "reused"))]
    page.goto(f"{service}/v/{LECTURE}")
    page.locator("#history summary").click()
    expect(page.locator("#history .run-outcome")).to_have_text(["Done"])
    expect(page.locator("#history .attempts li")).to_have_count(2)


def test_a_history_that_cannot_be_read_says_why_and_is_asked_for_again(
    page: Page, service: str, recorded: Recorded
) -> None:
    page.goto(service)
    page.route("**/history**", lambda route: route.abort())
    summary = page.locator(f"[data-id='{TORN}'] summary")
    summary.click()
    expect(page.locator(".history-state")).to_contain_text(["The service cannot be reached."])
    page.unroute("**/history**")
    summary.click()
    summary.click()
    expect(page.locator(".history-state").first).to_have_text("No attempt is recorded yet.")
