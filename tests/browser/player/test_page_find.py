"""Find in this video: the box, the marks and the course, the list, the way through it, and the address."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LECTURE_TITLE
from tests.support.browser.page import until
from tests.support.browser.recorded_finding import places_of
from tests.support.browser.recorded_service import LECTURE, Recorded, moment, proof

pytestmark = pytest.mark.slow

PLAYER = f"/v/{LECTURE}?t=31.64&q=energy"
VIDEO = "document.querySelector('video')"
BALL = [(12.0, 15.0, 0.4), (47.5, 52.0, 1.0), (70.0, 74.0, 0.7)]


@pytest.fixture(autouse=True)
def ball(recorded: Recorded) -> None:
    """Three places for `ball`, whose words were sent of all but the last."""
    said = proof("speech", "If I would let this ball swing from here", "ball")
    recorded.moments["ball"] = [moment(LECTURE, LECTURE_TITLE, start, end, said) for start, end, _ in BALL[:2]]
    curve = {"step_s": 2.0, "values": [0.1] * 24 + [1.0] + [0.1] * 24}
    recorded.answers["ball"] = {"videos": [places_of(LECTURE, 97.0, *BALL)], "curve": curve}


@pytest.fixture(autouse=True)
def still(page: Page) -> None:
    """The video goes where it is sent, and stays there."""
    page.add_init_script("HTMLMediaElement.prototype.play = () => Promise.resolve()")


def at(page: Page, seconds: float) -> None:
    until(page, f"Math.abs({VIDEO}.currentTime - {seconds}) < 0.1")


def test_what_is_typed_is_marked_listed_counted_and_in_the_address(
    page: Page, service: str, recorded: Recorded
) -> None:
    page.goto(service + PLAYER)
    expect(page.locator("#timeline .mark")).to_have_count(3)
    page.get_by_label("Find in this video").fill("ball")
    expect(page.locator("#find-count")).to_have_text("3 places")
    expect(page.locator("#timeline .mark[aria-label='Play 1:10–1:14']")).to_be_visible()
    expect(page.locator(".place .line-time")).to_have_text(["0:12–0:15", "0:47–0:52, the best", "1:10–1:14"])
    expect(page.locator(".place mark")).to_have_text(["ball", "ball"])
    assert page.locator(".course path").get_attribute("d")
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=31.64&find=ball&q=energy")
    expect(page.locator(".line mark").first).to_have_text("ball")
    asked = {"video_id": [LECTURE], "order": ["time"], "curve": ["true"], "limit": ["100"]}
    assert recorded.searches[-1] == {"q": ["ball"], **asked}
    page.go_back()
    expect(page.locator("#find-q")).to_have_value("")
    expect(page.locator("#find-count")).to_have_text("3 of 3")


def test_enter_and_n_lead_through_the_places_and_round(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    expect(page.locator("#find-count")).to_have_text("3 of 3")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("f")
    page.keyboard.type("ball")
    page.keyboard.press("Enter")
    at(page, 47.5)  # the next one from 0:31 on
    expect(page.locator("#find-count")).to_have_text("2 of 3")
    until(page, "Number(document.querySelector('.line[aria-current]')?.dataset.t) >= 43")
    page.keyboard.press("Enter")
    at(page, 70.0)
    page.keyboard.press("Escape")
    expect(page.locator("#find-q")).to_have_value("")
    expect(page.locator("#player")).to_be_visible()
    page.locator("#find-q").fill("ball")
    expect(page.locator("#find-count")).to_have_text("3 of 3")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    at(page, 12.0)
    page.keyboard.press("Shift+N")
    at(page, 70.0)
    page.get_by_role("button", name="Place before").click()
    at(page, 47.5)


def test_the_strongest_come_first_on_request_and_a_link_keeps_that(page: Page, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}?find=ball")
    expect(page.locator("#find-q")).to_have_value("ball")
    page.get_by_role("button", name="Best first").click()
    expect(page.locator(".place .line-time").first).to_have_text("0:47–0:52, the best")
    page.reload()
    assert "order=rank" in page.url
    expect(page.locator(".place .line-time").first).to_have_text("0:47–0:52, the best")
    page.locator(".place").nth(1).click()
    at(page, 70.0)
    expect(page.locator("#find-count")).to_have_text("2 of 3")
    expect(page.locator(".place").nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".place").nth(2)).to_be_focused()


def test_a_result_of_the_page_takes_the_place_of_what_was_looked_for(page: Page, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}?find=ball&q=energy")
    page.locator(".moment h3 a").first.click()
    expect(page).to_have_url(f"{service}/v/{LECTURE}?t=19.9&q=energy")
    expect(page.locator("#find-q")).to_have_value("")


@pytest.mark.parametrize(
    ("answer", "said"),
    [({"moments": []}, "No place"), ({"matched": False}, "No match · 3 nearby")],
)
def test_what_is_not_there_is_said(
    page: Page, service: str, recorded: Recorded, answer: dict[str, Any], said: str
) -> None:
    recorded.answers["ball"] |= {"videos": [], **answer} if "moments" in answer else answer
    page.goto(f"{service}/v/{LECTURE}?find=ball")
    expect(page.locator("#find-count")).to_have_text(said)
    expect(page.locator(".course path")).to_have_attribute("d", "")


def test_a_service_that_does_not_answer_is_said_and_asked_again(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(f"{service}/v/{LECTURE}")
    expect(page.locator("#player-title")).to_have_text(LECTURE_TITLE)
    recorded.problem = (503, "Not ready", "The index is being built.")
    page.fill("#find-q", "ball")
    expect(page.locator("#find-count")).to_have_text("Not answered")
    recorded.problem = None
    page.fill("#find-q", "")
    expect(page.locator("#find-count")).to_have_text("")
    page.fill("#find-q", "ball")
    expect(page.locator("#find-count")).to_have_text("3 places")


def test_the_marks_are_one_stop_of_the_tab_key(page: Page, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}?find=ball")
    expect(page.locator(".mark")).to_have_count(3)
    expect(page.locator(".mark[tabindex='0']")).to_have_count(1)
    page.locator(".mark").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".mark").nth(1)).to_be_focused()
