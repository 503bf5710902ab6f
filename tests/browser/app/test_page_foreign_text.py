"""Names, captions and reasons on the page: nothing hides, nothing turns what stands beside it around."""

from __future__ import annotations

import unicodedata

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import call
from tests.support.browser.recorded_service import LECTURE, WEBB, Recorded, moment, proof, video
from tests.support.library.foreign_text import HIDDEN_CATEGORIES, HOSTILE
from vindex_search.common.text import visible

pytestmark = pytest.mark.slow

TURNED = "\u202egpj.exe\u2066 \u200b\x1b[2J"
SHOWN = r"\u202egpj.exe\u2066 \u200b\x1b[2J"
HEBREW = "שלום 5"


def test_what_hides_is_shown_as_the_command_line_shows_it(page: Page, service: str) -> None:
    page.goto(f"{service}/web/icon.svg")
    breaks = str.maketrans("\n\r\t", "   ")
    joined = ["a\u200db", "می\u200cخواهم", "\U0001f469\u200d\U0001f680"]
    samples = [text.translate(breaks) for text in (HOSTILE, TURNED, *joined, "a\u2029b", "\U000e0041")]
    assert call(page, "ui/visible", "a.map(m.visible)", samples) == list(map(visible, samples))
    assert call(page, "ui/visible", "m.visible('\\ud800\\n')") == "\\ud800\n"


def test_names_captions_and_reasons_hide_nothing(page: Page, service: str, recorded: Recorded) -> None:
    recorded.videos = [
        video(LECTURE, TURNED, duration_s=97.0, transcript_url=f"/v1/videos/{LECTURE}/transcript.vtt"),
        video(WEBB, TURNED, status="failed", reason=HOSTILE),
    ]
    for line in recorded.transcripts[LECTURE]:
        line.update(text=TURNED, speaker=TURNED)
    recorded.moments["energy"] = [moment(LECTURE, TURNED, 1.0, 9.0, proof("screen", f"{TURNED} energy", "energy"))]
    page.goto(service)
    expect(page.locator(".card h3")).to_have_text([SHOWN, SHOWN])
    expect(page.locator(".condition.failed")).to_contain_text(r"\u202egpj\u2066\u200f\u200b\u2028\U000e0041")
    page.goto(f"{service}/v/{LECTURE}?t=2&q=energy")
    expect(page.locator(".quotes q").first).to_have_text(f"{SHOWN} energy")
    expect(page.locator("#player-title")).to_have_text(SHOWN)
    expect(page.locator(".line-text").first).to_have_text(SHOWN)
    expect(page.locator(".speaker").first).to_have_text(SHOWN)
    assert hidden(page.locator("body").inner_text() + page.title()) == []
    labels = "[...document.querySelectorAll('[aria-label], [title]')].map((one) => one.ariaLabel + one.title).join('')"
    assert hidden(page.evaluate(labels)) == []


def test_a_name_from_right_to_left_turns_nothing_beside_it_around(page: Page, service: str, recorded: Recorded) -> None:
    recorded.moments["energy"] = [moment(LECTURE, HEBREW, 1.0, 9.0, proof("speech", HEBREW))]
    page.goto(f"{service}/?q=energy")
    name = page.locator(".card .title").first
    expect(name).to_have_text(HEBREW)
    assert name.evaluate("(one) => [one.localName, getComputedStyle(one).unicodeBidi]") == ["bdi", "isolate"]
    expect(page.locator(".quote q bdi").first).to_have_text(HEBREW)


def hidden(text: str) -> list[str]:
    """The characters of a text of the page that steer or hide, but for its white space."""
    return [ascii(one) for one in text if one not in "\t\n\r" and unicodedata.category(one) in HIDDEN_CATEGORIES]
