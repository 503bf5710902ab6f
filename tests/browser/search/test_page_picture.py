"""Asking with a picture, and for more like a moment."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LECTURE_TITLE
from tests.support.browser.recorded_service import LECTURE, Recorded

pytestmark = pytest.mark.slow

GIVE = """([kind, selector, bytes, name, type]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, { type }));
    const target = document.querySelector(selector);
    const init = { bubbles: true, cancelable: true };
    if (kind === "paste") target.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: transfer }));
    else for (const step of ["dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(step, { ...init, dataTransfer: transfer }));
    }
}"""


@pytest.fixture
def coffee(media: Path) -> Path:
    return media / "image/coffee.png"


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_pasted_or_dropped_on_the_box_is_asked_with(
    page: Page, service: str, recorded: Recorded, coffee: Path, kind: str
) -> None:
    recorded.moments["picture"] = recorded.moments["webb"]
    page.goto(service)
    expect(page.locator(".video")).to_have_count(4)
    page.evaluate(GIVE, [kind, "#q", base64.b64encode(coffee.read_bytes()).decode(), "coffee.png", "image/png"])
    expect(page.locator(".moment")).to_have_count(1)
    expect(page.locator("#picture")).to_be_visible()
    assert recorded.pictures == [coffee.read_bytes()]
    assert recorded.searches == [{}]


def test_a_chosen_picture_goes_with_words_and_filters_until_it_is_removed(
    page: Page, service: str, recorded: Recorded, coffee: Path
) -> None:
    page.goto(f"{service}/?q=energy&tag=a")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_label("Search with a picture").set_input_files(coffee)
    expect(page.locator(".moment")).to_have_count(3)
    assert recorded.searches[-1] == {"q": ["energy"], "tag": ["a"]}
    page.get_by_role("button", name="Remove picture: coffee.png").click()
    expect(page.locator("#picture")).to_be_hidden()
    expect(page.locator("#results[aria-busy]")).to_have_count(0)
    assert len(recorded.pictures) == 1


def test_a_picture_that_the_service_refuses_says_why(page: Page, service: str, recorded: Recorded, media: Path) -> None:
    page.goto(service)
    expect(page.locator(".video")).to_have_count(4)
    recorded.problem = (415, "Unsupported Media Type", "corrupt.jpg is no picture that can be read.")
    page.get_by_label("Search with a picture").set_input_files(media / "image/corrupt.jpg")
    expect(page.get_by_role("alert")).to_contain_text("corrupt.jpg is no picture that can be read.")
    expect(page.get_by_role("button", name="Remove picture: corrupt.jpg")).to_be_visible()


def test_more_like_a_moment_is_asked_for_and_can_be_linked(page: Page, service: str, recorded: Recorded) -> None:
    recorded.moments[f"{LECTURE}@31.64"] = recorded.moments["webb"]
    page.goto(f"{service}/?q=energy&tag=a")
    page.locator(".moment").nth(1).get_by_role("button", name="More like this").click()
    expect(page.locator(".moment")).to_have_count(1)
    expect(page).to_have_url(f"{service}/?like={LECTURE}%4031.64&tag=a")
    assert recorded.searches[-1] == {"like": [f"{LECTURE}@31.64"], "tag": ["a"]}
    page.reload()
    expect(page.locator(".moment")).to_have_count(1)
    page.get_by_role("button", name="Remove like 0:31 in").click()
    expect(page).to_have_url(f"{service}/?tag=a")


def test_nothing_like_a_moment_says_so(page: Page, service: str) -> None:
    page.goto(f"{service}/?like={LECTURE}@31.64")
    expect(page.locator(".panel h2")).to_have_text("Nothing found for more like that moment")


def test_home_forgets_the_picture(page: Page, service: str, recorded: Recorded, coffee: Path) -> None:
    recorded.moments["picture"] = recorded.moments["webb"]
    page.goto(service)
    page.get_by_label("Search with a picture").set_input_files(coffee)
    expect(page.locator(".moment .title")).to_have_count(1)
    page.get_by_role("link", name="vindex").click()
    expect(page.locator(".video .title")).to_have_text([LECTURE_TITLE, "Webb telescope in the cleanroom"])
    expect(page.locator(".chip")).to_have_count(0)
