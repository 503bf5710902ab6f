"""Searching: cards as one types, marks over the right words, data that stays data."""

from __future__ import annotations

import threading

from playwright.sync_api import Dialog, Page, expect

from tests.support.browser.page import texts, until
from tests.support.browser.recorded_service import LECTURE, Recorded, moment, proof

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def test_typing_shows_one_card_per_moment(page: Page, service: str) -> None:
    page.goto(service)
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("energy")
    expect(page.locator(".moment")).to_have_count(3)
    assert texts(page, ".moment .time") == ["0:19–0:25", "0:31–0:43", "0:00–0:04"]
    assert texts(page, ".moment:nth-child(1) .badge") == ["said", "words"]
    assert texts(page, ".moment:nth-child(2) .badge") == ["on screen", "seen"]
    expect(page.locator("#summary")).to_have_text("3 moments in 12 ms")


def test_a_burst_of_letters_asks_once(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(service)
    page.evaluate(
        """() => { for (const part of ["e", "en", "energy"]) {
            const q = document.getElementById("q"); q.value = part; q.dispatchEvent(new Event("input"));
        } }"""
    )
    expect(page.locator(".moment")).to_have_count(3)
    assert recorded.asked == ["energy"]


def test_an_answer_that_a_newer_question_overtook_is_dropped(page: Page, service: str, recorded: Recorded) -> None:
    held = recorded.held_answers["energy"] = threading.Event()
    page.goto(service)
    with page.expect_request(lambda request: "/v1/search?q=energy" in request.url) as overtaken:
        page.fill("#q", "energy")
    page.fill("#q", "webb")
    expect(page.locator(".moment")).to_have_count(1)
    held.set()
    late = overtaken.value.response()  # None where the page has cancelled the request
    if late:
        late.finished()
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert texts(page, ".moment .title") == ["Webb telescope in the cleanroom"]


def test_enter_puts_the_question_in_the_address_and_back_shows_the_library(page: Page, service: str) -> None:
    page.goto(service)
    page.fill("#q", "energy")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{service}/?q=energy")
    expect(page.locator(".moment")).to_have_count(3)
    page.go_back()
    expect(page.locator(".video")).to_have_count(4)
    expect(page.locator("#q")).to_have_value("")


def test_an_address_with_a_question_shows_its_answer(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=webb")
    expect(page.locator("#q")).to_have_value("webb")
    expect(page.locator(".moment")).to_have_count(1)
    expect(page).to_have_title("webb · vindex")


def test_marks_lie_on_the_very_words_behind_emoji(page: Page, service: str, recorded: Recorded) -> None:
    text = "👩🏽‍🚀🚀 the 𝒓ocket 🔥 lifts off 👍 today"
    recorded.moments["rocket"] = [
        moment(LECTURE, "Lift-off 🚀", 1.0, 3.0, proof("speech", text, "𝒓ocket 🔥", "off 👍"))
    ]
    page.goto(f"{service}/?q=rocket")
    expect(page.locator(".moment mark")).to_have_text(["𝒓ocket 🔥", "off 👍"])
    expect(page.locator(".moment q")).to_have_text(text)


def test_the_same_passage_on_two_channels_is_quoted_once(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    first = page.locator(".moment").first
    expect(first.locator("q")).to_have_text(["I've increased the potential energy of this object."])


def test_data_never_becomes_markup(page: Page, service: str, recorded: Recorded) -> None:
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    recorded.moments[HOSTILE] = [moment(LECTURE, HOSTILE, 1.0, 3.0, proof("speech", HOSTILE, "img src"))]
    recorded.videos[2] |= {"title": HOSTILE, "reason": HOSTILE}
    recorded.notices = [HOSTILE]
    page.goto(service)
    expect(page.locator(".video.failed .condition")).to_have_text(HOSTILE)
    expect(page.locator("#notices")).to_have_text(HOSTILE)
    page.fill("#q", HOSTILE)
    expect(page.locator(".moment .title")).to_have_text(HOSTILE)
    expect(page.locator(".moment q")).to_have_text(HOSTILE)
    page.fill("#q", f"{HOSTILE} unknown")
    expect(page.locator(".panel h2")).to_have_text(f"Nothing found for “{HOSTILE} unknown”")
    assert page.locator("img[src=x], body script").count() == 0
    assert dialogs == []


def test_slash_takes_the_keyboard_to_the_search_box(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    page.locator(".moment a").first.focus()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    until(page, "document.getElementById('q').value === 'energy'")


def test_the_down_key_leads_from_the_box_into_the_list(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy")
    expect(page.locator(".moment")).to_have_count(3)
    page.locator("#q").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".moment a").first).to_be_focused()
