"""The transcript beside the player: it follows, leads, marks, and leaves a reader alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import until
from tests.support.browser.recorded_service import LECTURE, WEBB, Recorded

pytestmark = pytest.mark.slow

PLAYER = f"/v/{LECTURE}?t=31.64&q=energy"
CURRENT = "document.querySelector('.line[aria-current]')"
LINES = "document.getElementById('transcript-lines')"
IN_VIEW = f"""(() => {{
    const [line, list] = [{CURRENT}.getBoundingClientRect(), {LINES}.getBoundingClientRect()];
    return line.top >= list.top - 1 && line.bottom <= list.bottom + 1;
}})()"""


def seek(page: Page, seconds: float) -> None:
    """Go to a place as playing does: the page hears of it by the video's own events alone."""
    page.evaluate(f"(() => {{ const v = document.querySelector('video'); v.pause(); v.currentTime = {seconds}; }})()")


def test_the_line_that_plays_is_marked_and_in_view(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    expect(page.locator(".line[aria-current]")).to_contain_text("If I would let it swing")
    until(page, IN_VIEW)
    seek(page, 66.0)
    expect(page.locator(".line[aria-current]")).to_have_count(1)
    until(page, f"Number({CURRENT}.dataset.t) > 60 && {IN_VIEW}")
    assert page.evaluate("document.documentElement.scrollTop") == 0


def test_a_click_on_a_line_plays_it(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    page.locator(".line", has_text="They use them to demolish buildings").click()
    until(page, "Math.abs(document.querySelector('video').currentTime - 47.53) < 1.5")
    until(page, f"Number({CURRENT}.dataset.t) >= 47.53")


def test_words_of_the_question_are_marked(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    line = page.locator(".line", has_text="converted to kinetic energy")
    expect(line.locator("mark")).to_have_text(["energy"])
    page.fill("#q", "wrecker")
    expect(page.locator(".line mark")).to_have_text(["wrecker"])
    expect(page.locator("#transcript-count")).to_have_text("1 line with your words")


def test_who_speaks_is_said_where_it_changes(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(service + PLAYER)
    lines = len(recorded.transcripts[LECTURE])
    expect(page.locator(".line")).to_have_count(lines)
    expect(page.locator(".speaker")).to_have_count(-(-lines // 5))


def test_a_reader_who_scrolled_is_left_alone_until_asked(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    expect(page.locator(".line[aria-current]")).to_be_visible()
    seek(page, 10.0)
    until(page, f"Number({CURRENT}.dataset.t) < 11")
    page.locator("#transcript-lines").hover()
    page.mouse.wheel(0, 2000)
    until(page, f"{LINES}.scrollTop > 100")
    expect(page.locator("#transcript-follow")).to_be_visible()
    before = page.evaluate(f"{LINES}.scrollTop")
    seek(page, 13.0)
    until(page, f"Number({CURRENT}.dataset.t) > 12")
    assert page.evaluate(f"{LINES}.scrollTop") == before
    page.click("#transcript-follow")
    until(page, IN_VIEW)
    expect(page.locator("#transcript-follow")).to_be_hidden()


def test_the_arrows_lead_through_the_lines_and_one_of_them_is_a_stop_of_the_tab_key(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    expect(page.locator(".line[tabindex='0']")).to_have_count(1)
    page.locator(".line").first.focus()
    for key, at in (("ArrowDown", 1), ("End", -1), ("ArrowUp", -2), ("Home", 0)):
        page.keyboard.press(key)
        expect(page.locator(".line").nth(at)).to_be_focused()
        expect(page.locator(".line[tabindex='0']")).to_have_count(1)


@pytest.mark.parametrize(("width", "opened"), [(1280, True), (390, False)])
def test_it_begins_open_where_there_is_room(page: Page, service: str, width: int, opened: bool) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(service + PLAYER)
    expect(page.locator("#transcript")).to_be_visible()
    assert page.evaluate("document.getElementById('transcript').open") is opened
    if not opened:
        page.click("#transcript summary")
        expect(page.locator(".line[aria-current]")).to_be_visible()


def test_two_hours_of_lines_follow_as_well(page: Page, service: str, recorded: Recorded) -> None:
    recorded.transcripts[LECTURE] = [
        {"start_s": at * 3.6, "end_s": at * 3.6 + 3, "text": f"Line {at} of energy", "speaker": "A"}
        for at in range(2000)
    ]
    page.goto(service + PLAYER)
    expect(page.locator(".line")).to_have_count(2000)
    expect(page.locator(".line[aria-current]")).to_contain_text("Line 8")
    seek(page, 90.5)
    until(page, f"{CURRENT}.textContent.includes('Line 25 ') && {IN_VIEW}")


def test_a_video_without_one_shows_none(page: Page, service: str) -> None:
    page.goto(service + PLAYER)
    expect(page.locator("#transcript")).to_be_visible()
    page.goto(f"{service}/v/{WEBB}")
    expect(page.locator("#player-title")).to_have_text("Webb telescope in the cleanroom")
    expect(page.locator("#transcript")).to_be_hidden()


def test_one_that_cannot_be_had_says_so_and_can_be_tried_again(page: Page, service: str, recorded: Recorded) -> None:
    kept = recorded.transcripts.pop(LECTURE)
    page.goto(service + PLAYER)
    expect(page.locator(".line-note")).to_contain_text("The transcript cannot be shown")
    recorded.transcripts[LECTURE] = kept
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".line")).to_have_count(len(kept))


def test_a_video_in_which_nothing_is_said_says_so(page: Page, service: str, recorded: Recorded) -> None:
    recorded.transcripts[LECTURE] = []
    page.goto(service + PLAYER)
    expect(page.locator(".line-note")).to_have_text("Nothing is said in this video.")
