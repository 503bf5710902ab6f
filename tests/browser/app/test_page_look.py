"""What a person needs to see and reach: contrast, width, names, order, calm."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.recorded_service import LECTURE, Recorded, moment, proof

pytestmark = pytest.mark.slow

AA = 4.5
PATHS = ["/", "/?q=energy", f"/v/{LECTURE}?t=31.64&q=energy", "/?q=zebra"]
NEEDS_NAME = {"button", "link", "searchbox", "combobox", "textbox", "region", "group", "Video", "image", "heading"}

# Every visible text with the colour below it, painted on a canvas: so any notation of a colour can be read.
CONTRASTS = """() => {
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        context.clearRect(0, 0, 1, 1); context.fillStyle = colour; context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
    };
    const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = rgba(getComputedStyle(at).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return [255, 255, 255, 255];
    };
    const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const blank = !walker.currentNode.data.trim() || !element.checkVisibility();
        if (blank || element.closest(".time, .unseen, noscript")) continue;
        const colour = rgba(getComputedStyle(element).color);
        found.push([element.className || element.tagName, ratio(colour, ground(element))]);
    }
    const q = document.getElementById("q");
    found.push(["placeholder", ratio(rgba(getComputedStyle(q, "::placeholder").color), ground(q))]);
    return found;
}"""


def settle(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".card, .panel").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_every_text_has_the_contrast_of_wcag_aa(page: Page, service: str, scheme: str, path: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    settle(page, service + path)
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 5
    assert [(name, round(ratio, 2)) for name, ratio in contrasts if ratio < AA] == []


def test_the_two_schemes_differ(page: Page, service: str) -> None:
    settle(page, service)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page.emulate_media(color_scheme="light")
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) != light


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("path", PATHS)
def test_a_phone_needs_no_sideways_scrolling(
    page: Page, service: str, recorded: Recorded, path: str, width: int
) -> None:
    endless = "Donaudampfschifffahrt" * 8
    recorded.videos[0]["title"] = recorded.videos[2]["reason"] = endless
    recorded.moments["energy"].append(moment(LECTURE, endless, 50.0, 60.0, proof("words", endless)))
    page.set_viewport_size({"width": width, "height": 844})
    settle(page, service + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PATHS)
def test_everything_that_acts_has_a_name(page: Page, service: str, path: str) -> None:
    settle(page, service + path)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    seen = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in tree if not node["ignored"]]
    assert ("combobox", "Search for what is said, shown or written") in seen
    assert [role for role, name in seen if role in NEEDS_NAME and not name.strip()] == []


def test_a_card_is_named_by_its_title_and_time(page: Page, service: str) -> None:
    settle(page, f"{service}/?q=webb")
    expect(page.get_by_role("link", name="Webb telescope in the cleanroom 0:04–0:08")).to_be_visible()


def test_the_tab_key_goes_from_the_search_through_the_player_to_the_list(page: Page, service: str) -> None:
    settle(page, f"{service}/v/{LECTURE}?t=31.64&q=energy")
    expect(page.locator("#timeline .mark")).to_have_count(3)
    expect(page.locator(".line[tabindex='0']")).to_have_count(1)
    page.locator("#q").focus()
    place = "document.activeElement.closest('#player [id], .markers, .moment, .top')"
    order: list[str] = []
    for _ in range(36):  # the native controls of the video take several
        page.keyboard.press("Tab")
        here = page.evaluate(f"{place}?.id || {place}?.className")
        if not order or order[-1] != here:
            order.append(here)
    there = ["top", "video", "timeline", "find-q", "find-previous", "find-next", "clip-button"]
    there += [
        "add-to-list",
        "share-link",
        "share",
        "close",
        "places",
        "transcript",
        "transcript-lines",
        "give-out",
        "history",
        "markers",
        "card moment",
    ]
    assert order[: len(there)] == there


def test_who_asks_for_less_motion_gets_none(page: Page, service: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    settle(page, service)
    moving = "getComputedStyle(document.querySelector('.pulse')).animationName"
    assert page.evaluate(moving) == "none"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) == "pulse"


def test_a_card_that_k_moves_to_stays_clear_of_the_player_on_a_phone(
    page: Page, service: str, recorded: Recorded
) -> None:
    evidence = proof("speech", "a pendulum of fifteen kilograms")
    recorded.moments["ball"] = [moment(LECTURE, f"Card {at}", at, at + 1, evidence) for at in range(12)]
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page, f"{service}/?q=ball")
    page.locator(".moment a").nth(11).click()
    for at in range(10, 3, -1):
        page.keyboard.press("k")
        expect(page.locator(".moment a").nth(at)).to_be_focused()
        card, player = page.locator(".moment").nth(at).bounding_box(), page.locator("#player").bounding_box()
        assert card is not None
        assert player is not None
        assert card["y"] + card["height"] / 2 >= player["y"] + player["height"]
