"""What a video lacks, on the page: a mark in lists, all notes below the player, and the way to the place."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import texts, until
from tests.support.browser.recorded_service import LECTURE, WEBB, Recorded

pytestmark = pytest.mark.slow

PLAYER = f"/v/{LECTURE}"
TIME = "document.querySelector('video').currentTime"


def note(code: str, text: str, *place: float | None, loss: bool = False) -> dict[str, Any]:
    start_s, end_s = place or (None, None)
    return {"code": code, "text": text, "start_s": start_s, "end_s": end_s, "loss": loss}


TRACK = note("audio_track_passed_over", "track 2 (English, described) is not indexed")
SOUND = note("sound_lost", "28.0 s of sound cannot be decoded", 47.5, 75.5, loss=True)
CUES = note("cues_outside", "3 of 40 cues of talk.en.srt lie after the end of the film", loss=True)


@pytest.fixture
def noted(recorded: Recorded) -> Recorded:
    """The lecture lacks two things, the telescope none; of both something was decided."""
    recorded.videos[0]["notes"] = [TRACK, SOUND, CUES]
    recorded.videos[1]["notes"] = [TRACK]
    recorded.moments["energy"][0]["has_losses"] = True
    return recorded


def test_a_video_with_losses_is_marked_in_the_library_and_opens(page: Page, service: str, noted: Recorded) -> None:
    page.goto(service)
    mark = page.locator(".video.indexed .incomplete")
    expect(mark).to_have_text("Incomplete 28.0 s of sound cannot be decoded. And 1 more.")
    page.locator(".video:has(.incomplete)").get_by_role("link").click()
    expect(page.locator("#player")).to_be_visible()


def test_a_moment_of_such_a_video_is_marked_and_others_are_not(page: Page, service: str, noted: Recorded) -> None:
    page.goto(f"{service}/?q=energy")
    expect(page.locator(".moment")).to_have_count(3)
    assert texts(page, ".moment .lacking") == ["incomplete video"]


def test_the_player_lists_all_notes_with_losses_first(page: Page, service: str, noted: Recorded) -> None:
    page.goto(service + PLAYER)
    expect(page.locator("#notes summary")).to_have_text("Parts are missing 3 notes")
    assert texts(page, ".note-kind") == ["Sound lost", "Cues outside", "Audio track passed over"]
    assert texts(page, ".note.loss .note-text") == [
        "28.0 s of sound cannot be decoded.",
        "3 of 40 cues of talk.en.srt lie after the end of the film.",
    ]
    expect(page.locator(".note .note-place")).to_have_count(1)


def test_a_range_plays_from_where_it_begins(page: Page, service: str, noted: Recorded) -> None:
    page.goto(service + PLAYER)
    page.get_by_role("button", name="Play from 0:47–1:15").click()
    until(page, f"Math.abs({TIME} - 47.5) < 1.5")


def test_notes_without_a_loss_begin_closed_and_alarm_nobody(page: Page, service: str, noted: Recorded) -> None:
    page.goto(f"{service}/v/{WEBB}")
    expect(page.locator("#notes summary")).to_have_text("About this file 1 note")
    expect(page.locator("#notes-list")).to_be_hidden()
    expect(page.locator("#notes.incomplete")).to_have_count(0)
    page.click("#notes summary")
    expect(page.locator(".note")).to_contain_text("Track 2 (English, described) is not indexed.")


def test_on_a_phone_they_begin_closed(page: Page, service: str, noted: Recorded) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(service + PLAYER)
    expect(page.locator("#notes")).to_be_visible()
    expect(page.locator("#notes-list")).to_be_hidden()


def test_a_video_without_notes_shows_none_also_after_one_that_has(page: Page, service: str, noted: Recorded) -> None:
    noted.videos[1]["notes"] = []
    page.goto(service)
    page.get_by_role("link", name=noted.videos[0]["title"]).click()
    expect(page.locator("#notes")).to_be_visible()
    page.locator("#close").click()
    page.get_by_role("link", name=noted.videos[1]["title"]).click()
    expect(page.locator("#player-title")).to_have_text(noted.videos[1]["title"])
    expect(page.locator("#notes")).to_be_hidden()


def test_many_notes_are_shown_on_request_and_the_keyboard_goes_on_there(
    page: Page, service: str, noted: Recorded
) -> None:
    noted.videos[0]["notes"] = [note("frames_lost", f"picture {at} is lost", at, at + 1, loss=True) for at in range(9)]
    page.goto(service + PLAYER)
    expect(page.locator(".note")).to_have_count(3)
    page.get_by_role("button", name="Show 6 more").click()
    expect(page.locator(".note")).to_have_count(9)
    expect(page.locator(".note").nth(3)).to_be_focused()


def test_what_a_note_says_is_text_and_never_markup(page: Page, service: str, noted: Recorded) -> None:
    noted.videos[0]["notes"] = [note("file_unread", "<img src=x onerror=alert(1)>", loss=True)]
    page.goto(service + PLAYER)
    expect(page.locator(".note-text")).to_have_text("<img src=x onerror=alert(1)>.")
    expect(page.locator("#notes img")).to_have_count(0)
