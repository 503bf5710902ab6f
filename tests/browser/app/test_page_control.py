"""Steering on the page: cancel, try again, priority, pause, resume; what is refused is said, who may is offered it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser.page import until
from tests.support.browser.recorded_service import Recorded, video

FRESH, WAITS, TORN = "space--new-2222222222", "physics--swing-3333333333", "space--torn-1111111111"


def opened(page: Page, service: str, recorded: Recorded) -> None:
    recorded.videos.append(video(WAITS, "Swing", status="waiting", thumbnail_url=None))
    page.goto(service)
    expect(page.locator(".video")).to_have_count(5)


def test_a_video_in_work_is_cancelled_and_tried_again_with_the_keyboard(
    page: Page, service: str, recorded: Recorded
) -> None:
    opened(page, service, recorded)
    page.get_by_role("button", name="Cancel: Fresh upload").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".video.cancelled .condition")).to_have_text("Cancelled")
    until(page, "document.activeElement.id === 'results'")
    page.get_by_role("button", name="Try again: Fresh upload").click()
    expect(page.locator(".video.cancelled")).to_have_count(0)
    assert recorded.steered == [f"cancel {FRESH}", f"retry {FRESH}"]


def test_a_failed_video_is_tried_again(page: Page, service: str, recorded: Recorded) -> None:
    opened(page, service, recorded)
    page.get_by_role("button", name="Try again: Torn upload").click()
    expect(page.locator(".video.failed")).to_have_count(0)
    assert recorded.steered == [f"retry {TORN}"]


def test_a_waiting_video_is_let_go_before_the_others(page: Page, service: str, recorded: Recorded) -> None:
    opened(page, service, recorded)
    card = page.locator(".video.waiting")
    expect(card.locator(".condition")).to_have_text("Waiting its turn")
    card.get_by_label("Priority of Swing").select_option("High")
    expect(card.locator(".condition")).to_have_text("Waiting its turn, before the others")
    expect(card.get_by_label("Priority of Swing")).to_have_value("high")
    assert recorded.steered == [f"high {WAITS}"]


def test_a_workspace_is_paused_and_resumed(page: Page, service: str, recorded: Recorded) -> None:
    opened(page, service, recorded)
    rows = page.locator(".workspaces li")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Pause: physics").click()
    expect(rows.first).to_contain_text("physics is paused: nothing more of it is indexed")
    expect(page.locator(".video.waiting .condition")).to_have_text("Waiting: its workspace is paused")
    page.get_by_role("button", name="Resume: physics").click()
    expect(rows.first).to_contain_text("physics is being indexed")
    assert recorded.steered == ["pause physics", "resume physics"]


def test_a_refusal_is_said_in_the_words_of_the_service(page: Page, service: str, recorded: Recorded) -> None:
    opened(page, service, recorded)
    detail = f"{FRESH} is indexed; only a video that is not indexed yet can be cancelled"
    recorded.problem = (409, "Conflict", detail)
    button = page.get_by_role("button", name="Cancel: Fresh upload")
    button.click()
    expect(page.locator(".video.processing").get_by_role("alert")).to_have_text(detail)
    expect(button).to_be_enabled()


def test_who_is_no_admin_sees_what_is_paused_and_is_offered_nothing(
    page: Page, service: str, recorded: Recorded
) -> None:
    recorded.may, recorded.paused = ["search", "upload"], ["space"]
    opened(page, service, recorded)
    expect(page.locator(".workspaces")).to_have_text("space is paused: nothing more of it is indexed")
    expect(page.locator(".control button, .control select")).to_have_count(0)
