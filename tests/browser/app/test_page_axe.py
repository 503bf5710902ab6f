"""axe over every state of the page, light and dark, wide and narrow: nothing serious, nothing critical."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import watched_page
from tests.support.browser.recorded_alerts import saved_search
from tests.support.browser.recorded_finding import places_of, suggestion
from tests.support.browser.recorded_service import LECTURE, Recorded
from tests.support.browser.recorded_work import progress, run, step

WIDE, NARROW = 1280, 390
SEEN_MOST: Final = {"results", "player"}  # the states that people see most; the others with the slow tests
SERIOUS: Final = {"serious", "critical"}
Act = Callable[[Page], None]


def seen(selector: str) -> Act:
    return lambda page: expect(page.locator(selector).first).to_be_visible()


def transcript(page: Page) -> None:
    expect(page.locator("#transcript")).to_be_visible()
    if not page.evaluate("document.getElementById('transcript').open"):
        page.click("#transcript summary")
    expect(page.locator(".line[aria-current]")).to_be_visible()


def notes(page: Page) -> None:
    expect(page.locator("#notes")).to_be_visible()
    if not page.evaluate("document.getElementById('notes').open"):
        page.click("#notes summary")
    expect(page.locator(".note .note-place")).to_be_visible()


def filters(page: Page) -> None:
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("checkbox", name="said 2")).to_be_visible()


def find(page: Page) -> None:
    expect(page.locator(".mark")).to_have_count(4)
    if not page.evaluate("document.getElementById('places').open"):
        page.click("#places summary")
    expect(page.locator(".place[aria-current]")).to_be_visible()


def suggestions(page: Page) -> None:
    page.fill("#q", "energy")
    expect(page.locator("#suggestions")).to_be_visible()
    page.keyboard.press("ArrowDown")


def upload(page: Page) -> None:
    page.get_by_role("button", name="Upload", exact=True).click()
    refused: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"x"}
    good: FilePayload = {"name": "good.mp4", "mimeType": "video/mp4", "buffer": b"x"}
    page.locator("#upload-files").set_input_files([refused, good])
    expect(page.locator(".upload.refused")).to_be_visible()
    expect(page.locator(".upload.sent")).to_be_visible()


def why(page: Page) -> None:
    page.get_by_role("button", name="Why?").first.click()
    expect(page.locator(".why table")).to_be_visible()


def keys(page: Page) -> None:
    expect(page.locator(".video").first).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def work(page: Page) -> None:
    expect(page.locator(".progress .silent")).to_be_visible()
    page.locator(".video.failed summary").click()
    expect(page.locator(".run a").first).to_be_visible()


def clip(page: Page) -> None:
    page.click("#clip-button")
    expect(page.locator("#clip input[name=start]")).to_be_focused()


def chapters(page: Page) -> None:
    expect(page.locator("#chapters")).to_be_visible()
    page.click("#chapters summary")
    expect(page.locator(".chapter").first).to_be_visible()


def give_out(page: Page) -> None:
    page.click("#give-out summary")
    expect(page.locator("#embed-code")).to_be_visible()


def markers(page: Page) -> None:
    page.click(".markers summary")
    expect(page.locator(".markers a").first).to_be_visible()


def alerts(page: Page) -> None:
    page.click("#alerts-button")
    expect(page.locator("#alerts .saved h3").first).to_be_visible()


STATES: Final[dict[str, tuple[str, Act]]] = {
    "home": ("/", seen(".video")),
    "results": ("/?q=energy&tag=a", seen(".moment .strip")),
    "player": (f"/v/{LECTURE}?t=31.64&q=energy", transcript),
    "find": (f"/v/{LECTURE}?t=31.64&find=energy", find),
    "suggestions": ("/", suggestions),
    "notes": (f"/v/{LECTURE}?q=energy", notes),
    "incomplete": ("/", seen(".video .incomplete")),
    "filters": ("/?q=energy&channels=speech", filters),
    "upload": ("/", upload),
    "sign-in": ("/", seen("#key")),
    "unmatched": ("/?q=zebra", seen(".unmatched")),
    "nothing": ("/?q=nothing", seen(".panel")),
    "empty": ("/", seen(".panel")),
    "why": ("/?q=energy", why),
    "keys": ("/", keys),
    "work": ("/", work),
    "clip": (f"/v/{LECTURE}?t=31.64&q=energy", clip),
    "chapters": (f"/v/{LECTURE}?t=31.64", chapters),
    "give-out": (f"/v/{LECTURE}?t=31.64", give_out),
    "markers": ("/?q=energy", markers),
    "alerts": ("/?q=energy", alerts),
    "embed": (f"/embed/{LECTURE}?t=31", seen("video")),
    "forbidden": ("/", seen(".panel[role=alert]")),
    "problem": ("/?q=energy", seen(".panel[role=alert]")),
}


def prepare(recorded: Recorded, state: str) -> None:
    recorded.moments["energy"][0]["confidence"] = 0.8
    recorded.saved = [
        saved_search("ss-0123456789ab", "Ovens", told=3, unseen=2, waiting=1, webhook="https://example.org/hook"),
        saved_search("ss-0123456789ac", "Pendulum", active=False, dead=1),
    ]
    recorded.moments["zebra"] = recorded.moments["webb"]
    gaps = {"videos": 4, "searchable": 3, "channels": {}}
    places = places_of(LECTURE, 97.0, (0.0, 4.82, 0.3), (19.9, 25.46, 1.0), (31.64, 43.3, 0.8), (60.0, 61.0, 0.2))
    recorded.answers["energy"] = {"videos": [places], "curve": {"step_s": 2.0, "values": [0.2, 0.9, 0.4] * 16}}
    found = [{"value": "speech", "count": 2}, {"value": "screen", "count": 0}]
    recorded.facets = {"channel": found, "speaker": [{"value": "Lewin", "count": 1}]}
    recorded.suggestions = [suggestion("energy-course", "tag", typed="energy", count=3)]
    recorded.answers["zebra"] = {"matched": False, "message": "Nothing here matches it.", "coverage": gaps}
    recorded.refused["notes.txt"] = (415, "Unsupported", "notes.txt is no video.")
    if state in ("notes", "incomplete"):
        lost = {"code": "sound_lost", "text": "28.0 s of sound cannot be decoded", "start_s": 12.0, "end_s": 40.0}
        decided = {"code": "length_corrected", "text": "the file states 3.0 s", "start_s": None, "end_s": None}
        recorded.videos[0]["notes"] = [{**decided, "loss": False}, {**lost, "loss": True}]
        recorded.moments["energy"][0]["has_losses"] = True
    if state == "work":
        recorded.videos[3]["progress"] = progress(0.4, silent_s=130.0, is_silent=True)
        recorded.history[recorded.videos[2]["video_id"]] = [run("failed", step("video", "failed", reason="torn"))] * 9
    if state == "sign-in":
        recorded.keys = {"vdx_right"}
    if state == "empty":
        recorded.videos = []
    if state == "chapters":
        titles = [{"title": f"Part {at}", "start_s": at * 1.6, "end_s": at * 1.6 + 1.6} for at in range(60)]
        recorded.videos[0]["chapters_url"] = f"/v1/videos/{LECTURE}/chapters"
        recorded.chapters[LECTURE] = {"origin": "topics", "chapters": titles}
    if state == "forbidden":
        recorded.problem = (403, "Forbidden", "this key may not see the workspace 'physics'")
    if state == "problem":
        recorded.problem = (503, "Not ready", "The index is being built.")


@pytest.mark.parametrize(
    ("state", "width"),
    [
        pytest.param(state, width, marks=[] if state in SEEN_MOST else pytest.mark.slow)
        for state in STATES
        for width in (WIDE, NARROW)
    ],
)
def test_axe_finds_nothing_serious(page: Page, service: str, recorded: Recorded, state: str, width: int) -> None:
    prepare(recorded, state)
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    path, act = STATES[state]
    page.goto(service + path)
    act(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/?q=energy&tag=a", f"/v/{LECTURE}?t=31.64&q=energy", f"/embed/{LECTURE}"])
def test_axe_finds_nothing_serious_in_german(chromium: Browser, service: str, recorded: Recorded, path: str) -> None:
    prepare(recorded, "results")
    with watched_page(chromium, locale="de-DE") as page:
        page.set_viewport_size({"width": 320, "height": 844})
        page.emulate_media(reduced_motion="reduce")
        page.goto(service + path)
        expect(page.locator(".card:visible, video:visible").first).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/?q=energy&tag=a", f"/v/{LECTURE}?t=31.64&q=energy"])
def test_what_a_finger_presses_is_large_enough(page: Page, service: str, recorded: Recorded, path: str) -> None:
    prepare(recorded, "results")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(service + path)
    expect(page.locator(".card").first).to_be_visible()
    # WCAG 2.5.8: 24 by 24 CSS pixels, but for links in a sentence and marks on a line that lists name as well.
    small = page.evaluate(
        """[...document.querySelectorAll("button, select, summary, label:has(input), input:not(label input)")]
            .filter((one) => one.checkVisibility() && !one.closest(".unseen, .marks, .strip"))
            .filter((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < 24)
            .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert small == []


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules that the page as it is breaks seriously, with the elements that do."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found if one["impact"] in SERIOUS]
