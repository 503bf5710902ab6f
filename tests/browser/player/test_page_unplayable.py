"""A video that no browser plays, such as MXF: the page says so, and shows its frames and its words all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import until
from tests.support.browser.recorded_service import LECTURE, WEBB, Recorded
from tests.support.media.formats.written import FORMATS, make_format

pytestmark = pytest.mark.slow


@pytest.fixture
def mxf(recorded: Recorded, tmp_path: Path) -> Recorded:
    """The lecture's file is one of a broadcaster."""
    recorded.clips[LECTURE] = make_format(tmp_path / "film.mxf", FORMATS[".mxf"])
    return recorded


def test_the_frame_of_the_moment_stands_in_for_the_video(page: Page, mxf: Recorded, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    expect(page.locator("#fault")).to_contain_text("cannot play this video: its frames are shown instead")
    expect(page.locator("#fault a")).to_have_attribute("href", f"/v1/videos/{LECTURE}/media")
    expect(page.locator("#video")).to_have_attribute("poster", f"/v1/videos/{LECTURE}/thumbnail?t=31.64")
    expect(page.locator(".line[aria-current]")).to_contain_text("0:31")


def test_the_frame_follows_the_line_and_the_transcript(page: Page, mxf: Recorded, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    expect(page.locator("#fault")).to_be_visible()
    page.get_by_role("button", name="Play 0:19–0:25").click()
    expect(page.locator("#video")).to_have_attribute("poster", f"/v1/videos/{LECTURE}/thumbnail?t=19.9")


def test_the_next_video_is_played(page: Page, mxf: Recorded, service: str) -> None:
    page.goto(f"{service}/v/{LECTURE}?t=31.64")
    expect(page.locator("#fault")).to_be_visible()
    page.locator(f'a[href^="/v/{WEBB}"]').first.click()
    expect(page.locator("#fault")).to_be_hidden()
    until(page, "document.querySelector('video').readyState > 0")
    assert page.evaluate("document.querySelector('video').hasAttribute('poster')") is False


def test_a_recording_without_frames_has_none_to_show(page: Page, mxf: Recorded, service: str) -> None:
    mxf.videos[0]["thumbnail_url"] = None
    page.goto(f"{service}/v/{LECTURE}?t=31.64&q=energy")
    expect(page.locator("#fault")).to_have_text("This browser cannot play this recording. Download it")
    assert page.evaluate("document.querySelector('video').hasAttribute('poster')") is False
    expect(page.locator(".line[aria-current]")).to_contain_text("0:31")
