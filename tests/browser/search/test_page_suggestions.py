"""Suggestions as one types: a list box that takes no key and no answer away from who types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import texts
from tests.support.browser.recorded_finding import suggestion
from tests.support.browser.recorded_service import LECTURE, Recorded

pytestmark = pytest.mark.slow

OPTION = "#suggestions [role=option]"


@pytest.fixture(autouse=True)
def offered(recorded: Recorded) -> None:
    """Four suggestions for `en`, one of each kind."""
    recorded.suggestions = [
        suggestion("Conservation of mechanical energy", "title", typed="en", video_id=LECTURE),
        suggestion("energy-course", "tag", typed="en", count=3),
        suggestion("kinetic energy", "phrase", typed="en", count=2),
        suggestion("The pendulum", "chapter", typed="en", video_id=LECTURE, start_s=31.64),
    ]


def typed(page: Page, service: str, text: str = "en") -> None:
    page.goto(service)
    expect(page.locator(".video")).to_have_count(4)
    page.locator("#q").press_sequentially(text)
    expect(page.locator("#suggestions")).to_be_visible()


def test_they_say_what_they_are_and_the_box_what_it_controls(page: Page, service: str) -> None:
    typed(page, service)
    assert texts(page, f"{OPTION} small") == ["video", "tag · 3 videos", "phrase · 2 videos", "chapter · at 0:31"]
    expect(page.locator(f"{OPTION} mark").first).to_have_text("en")
    box = page.locator("#q[role=combobox]")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestions-1")
    expect(page.locator(OPTION).nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None


@pytest.mark.parametrize(
    ("number", "address"),
    [
        (0, f"/v/{LECTURE}"),
        (1, "/?tag=energy-course"),
        (2, "/?q=kinetic+energy"),
        (3, f"/v/{LECTURE}?t=31.64"),
    ],
)
def test_each_kind_leads_where_it_says(page: Page, service: str, number: int, address: str) -> None:
    typed(page, service)
    for _ in range(number + 1):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(service + address)
    expect(page.locator("#suggestions")).to_be_hidden()


def test_a_click_takes_one(page: Page, service: str) -> None:
    typed(page, service)
    page.locator(OPTION).nth(2).click()
    expect(page).to_have_url(f"{service}/?q=kinetic+energy")
    expect(page.locator("#q")).to_be_focused()


def test_enter_asks_for_what_is_typed_and_escape_closes_the_list_alone(page: Page, service: str) -> None:
    typed(page, service)
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("en")
    page.locator("#q").press_sequentially("e")
    expect(page.locator("#suggestions")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{service}/?q=ene")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_a_burst_of_letters_asks_once_and_an_error_shows_nothing(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(service)
    page.evaluate(
        """() => { for (const part of ["en", "ene", "ener"]) {
            const q = document.getElementById("q"); q.value = part; q.dispatchEvent(new Event("input"));
        } }"""
    )
    expect(page.locator("#suggestions")).to_be_visible()
    assert recorded.typed == ["ener"]
    recorded.problem = (503, "Not ready", "The index is being built.")
    with page.expect_response(lambda response: "/v1/suggest?q=energ&" in response.url):
        page.fill("#q", "energ")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_one_letter_of_an_alphabet_asks_nothing_and_one_of_a_script_without_spaces_does(
    page: Page, service: str, recorded: Recorded
) -> None:
    recorded.suggestions.append(suggestion("热水", "phrase", typed="水"))
    page.goto(service)
    page.locator("#q").fill("e")
    expect(page.locator(".panel")).to_be_visible()
    assert recorded.typed == []
    page.locator("#q").fill("水")
    expect(page.locator(OPTION)).to_have_text("热水phrase · 1 video")


def test_what_an_input_method_composes_is_left_to_it(page: Page, service: str, recorded: Recorded) -> None:
    typed(page, service)
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "ka", "selectionStart": 2, "selectionEnd": 2})
    expect(page.locator("#suggestions")).to_be_hidden()
    keyboard.send("Input.insertText", {"text": "kinetic"})
    expect(page.locator("#q")).to_have_value("enkinetic")
    assert "enka" not in recorded.typed


def test_a_suggestion_never_becomes_markup_and_hides_nothing(page: Page, service: str, recorded: Recorded) -> None:
    recorded.suggestions = [suggestion("<img src=x> en \u202egpj", "phrase", typed="en")]
    typed(page, service)
    expect(page.locator(f"{OPTION} bdi")).to_have_text("<img src=x> en \\u202egpj")
    expect(page.locator("#suggestions img")).to_have_count(0)
