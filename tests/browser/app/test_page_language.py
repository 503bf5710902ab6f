"""The page in German: all of it, before it is seen, by the browser's wish, an address or a choice that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watched_page
from tests.support.browser.page import until
from tests.support.browser.recorded_service import LECTURE, Recorded

ENGLISH = re.compile(r"\b(the|this|with|video is|Filters|Places|Chapters|Transcript|Sign out)\b")


@pytest.fixture
def german(chromium: Browser) -> Iterator[Page]:
    """A page in a browser whose reader wants German."""
    with watched_page(chromium, locale="de-DE") as page:
        yield page


def test_a_browser_that_wants_german_gets_it(german: Page, service: str) -> None:
    german.goto(f"{service}/?q=energy")
    expect(german.locator("#summary")).to_have_text("3 Stellen in 12 ms")
    expect(german.get_by_role("button", name="Filter", exact=True)).to_be_visible()
    assert german.evaluate("document.documentElement.lang") == "de"


def test_nothing_english_is_painted_before(german: Page, service: str) -> None:
    # A frame is drawn only once the style sheets are there: what is seen before is no concern of a reader's.
    german.add_init_script(
        """const look = () => {
            const title = document.querySelector("h1");
            const seen = title && getComputedStyle(document.body).visibility !== "hidden";
            if (seen) (window.painted ??= []).push(title.textContent);
            requestAnimationFrame(look);
        };
        requestAnimationFrame(look);"""
    )
    german.goto(service)
    until(german, "document.querySelector('.video') !== null")
    assert set(german.evaluate("window.painted")) == {"Die richtige Stelle in jedem Video"}


def test_the_keyboard_is_in_the_search_box_from_the_start(german: Page, service: str) -> None:
    german.goto(service)
    expect(german.locator("#q")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/?q=energy", "/?q=nothing", f"/v/{LECTURE}?t=31.64&q=energy"])
def test_no_text_of_the_page_stays_english(german: Page, service: str, recorded: Recorded, path: str) -> None:
    recorded.notices = []  # the service's own sentences
    recorded.videos[2]["reason"] = None
    german.goto(service + path)
    expect(german.locator(".card, .panel").first).to_be_visible()
    evidence = "q, bdi, .preview, #places-list, #transcript-lines, script, noscript, option"
    texts = german.evaluate(
        """(left) => { const copy = document.body.cloneNode(true);
            for (const one of copy.querySelectorAll(left)) one.remove();
            const named = [...copy.querySelectorAll('[aria-label], [title], [placeholder]')]
                .flatMap((one) => ['aria-label', 'title', 'placeholder'].map((name) => one.getAttribute(name) ?? ''));
            return [copy.textContent, ...named]; }""",
        evidence,
    )
    assert [text for text in texts if ENGLISH.search(text.replace("Torn upload", ""))] == []


def test_an_address_may_ask_for_a_language_and_nothing_is_kept(page: Page, service: str) -> None:
    page.goto(f"{service}/?lang=de")
    expect(page.get_by_role("heading", level=1)).to_have_text("Die richtige Stelle in jedem Video")
    page.goto(service)
    expect(page.get_by_role("heading", level=1)).to_have_text("Find the moment in any video")


def test_what_was_chosen_is_kept(page: Page, service: str) -> None:
    page.goto(f"{service}/?q=energy&lang=en")
    page.get_by_label("Language").select_option("de")
    expect(page.locator("#summary")).to_have_text("3 Stellen in 12 ms")
    page.goto(service)
    expect(page.get_by_label("Sprache")).to_have_value("de")


def test_numbers_and_days_are_written_as_readers_do(german: Page, service: str) -> None:
    german.goto(f"{service}/?uploaded_after=2026-01-31")
    expect(german.locator(".chip span")).to_have_text("hochgeladen nach: 31.01.2026")


def test_the_embedded_player_speaks_it_too(german: Page, service: str) -> None:
    german.goto(f"{service}/embed/nobody--x-0123456789")
    expect(german.locator("#title")).to_have_text("In vindex öffnen")


def test_a_language_that_the_page_does_not_have_is_english(chromium: Browser, service: str) -> None:
    with watched_page(chromium, locale="fr-FR") as page:
        page.goto(service)
        expect(page.get_by_role("heading", level=1)).to_have_text("Find the moment in any video")
