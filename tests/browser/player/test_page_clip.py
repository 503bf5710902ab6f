"""The form of clips: times as people write them, the job is followed, its file is offered or refused in words."""

from __future__ import annotations

import json

from playwright.sync_api import Page, Route, expect

JOB = {"job": "team--x-0123456789.0123456789abcdef", "progress": 0.5, "reason": None, "note": None}
DONE = {**JOB, "state": "done", "start_s": 2.48, "end_s": 4.0, "url": "/v1/clips/x/file"}


def answered(page: Page, *answers: dict[str, object]) -> list[dict[str, object]]:
    """Let the service answer so, one after the other; returns what it is asked."""
    asked: list[dict[str, object]] = []
    left = list(answers)

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            asked.append(json.loads(route.request.post_data or ""))
        route.fulfill(json=left.pop(0))

    page.route("**/v1/**/clips", answer)
    page.route("**/v1/clips/*", answer)
    return asked


def opened(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    page.locator("h3 a[data-video]").first.click()
    page.get_by_role("button", name="Clip", exact=True).click()


def test_a_clip_is_asked_for_followed_and_offered(page: Page, service: str) -> None:
    asked = answered(page, {**JOB, "state": "running"}, DONE)
    opened(page, service)
    page.locator("#clip [name=start]").fill("0:02.5")
    page.locator("#clip [name=end]").fill("4")
    page.get_by_role("button", name="Make clip").click()
    expect(page.get_by_role("link", name="Download the clip")).to_have_attribute("href", "/v1/clips/x/file")
    assert asked == [{"start": 2.5, "end": 4, "format": "mp4", "mode": "exact", "subtitles": "none"}]


def test_what_is_no_time_is_said_before_anything_is_asked(page: Page, service: str) -> None:
    asked = answered(page)
    opened(page, service)
    page.locator("#clip [name=start]").fill("soon")
    page.get_by_role("button", name="Make clip").click()
    expect(page.locator("#clip-state")).to_contain_text("minutes and seconds")
    assert asked == []


def test_a_failure_is_told_in_the_words_of_the_service(page: Page, service: str) -> None:
    answered(page, {**JOB, "state": "failed", "reason": "the film has nothing there"})
    opened(page, service)
    page.get_by_role("button", name="Make clip").click()
    expect(page.locator("#clip-state")).to_have_text("the film has nothing there")
