"""Uploads: chosen or dropped, sent with progress, refused with a reason, followed until they are indexed."""

from __future__ import annotations

import threading
from pathlib import Path

from playwright.sync_api import FilePayload, Page, Route, expect

from tests.support.browser.page import until
from tests.support.browser.recorded_service import Recorded, recorded_app, video
from tests.support.concurrency.waiting import until as wait_until
from tests.support.http.server import serving

BIG = 40_000_000  # more than the buffers between the browser and the service hold
DROP = """(names) => {
    const transfer = new DataTransfer();
    for (const name of names) transfer.items.add(new File(["film"], name, { type: "video/mp4" }));
    for (const kind of ["dragover", "drop"]) {
        const init = { bubbles: true, cancelable: true, dataTransfer: transfer };
        document.querySelector("main").dispatchEvent(new DragEvent(kind, init));
    }
}"""
VIDEO = "physics--upload-0123456789"


def film(name: str) -> FilePayload:
    return {"name": name, "mimeType": "video/mp4", "buffer": b"x" * 1000}


def opened(page: Page, service: str) -> None:
    page.goto(service)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator("#upload-files")).to_be_focused()


def test_the_kinds_that_people_know_are_named_and_the_others_counted(page: Page, service: str) -> None:
    known, others = [".mp4", ".mkv", ".webm"], [".dvr-ms", ".mj2"]

    def more_kinds(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), "suffixes": [*others, *known]})

    page.route("**/v1/status", more_kinds)
    opened(page, service)
    expect(page.locator("#upload-limits")).to_have_text("At most 2.0 GB each. mp4, mkv, webm and 2 other kinds")
    expect(page.locator("#upload-limits")).to_have_attribute("title", " ".join([*others, *known]))
    expect(page.locator("#upload-files")).to_have_attribute("accept", ",".join([*others, *known]))


def test_a_file_is_sent_to_the_workspace_chosen_and_its_video_followed(
    page: Page, service: str, recorded: Recorded
) -> None:
    page.clock.install()
    opened(page, service)
    page.locator("#upload-workspace").select_option("physics")
    page.locator("#upload-files").set_input_files([film("swing.mp4")])
    row = page.locator(".upload")
    expect(row).to_contain_text("Uploaded. It is indexed as soon as the pipeline sees it.")
    assert recorded.uploaded == {"physics/swing.mp4": 1000}
    begun = [{"asset": "frames", "status": "done"}, {"asset": "transcript", "status": "waiting"}]
    recorded.videos.append(video(VIDEO, "swing", status="processing", assets=begun))
    page.clock.run_for(10_000)
    expect(row).to_contain_text("Being indexed")
    expect(row.locator(".step.done")).to_have_count(1)
    expect(row.locator(".step")).to_have_text(["frames: done", "transcript: waiting"])
    recorded.videos[-1] = video(VIDEO, "swing")
    page.clock.run_for(30_000)
    expect(row.get_by_role("link", name="Watch it")).to_have_attribute("href", f"/v/{VIDEO}")


def test_a_video_that_cannot_be_indexed_says_why(page: Page, service: str, recorded: Recorded) -> None:
    page.clock.install()
    recorded.videos.append(video(VIDEO, "swing", status="failed", reason="It has no picture."))
    opened(page, service)
    page.locator("#upload-files").set_input_files([film("swing.mp4")])
    expect(page.locator(".upload .failed")).to_have_text("It has no picture.")


def test_a_video_that_is_indexed_with_losses_says_what_is_missing(page: Page, service: str, recorded: Recorded) -> None:
    page.clock.install()
    lost = {"code": "sound_lost", "text": "28.0 s of sound cannot be decoded", "start_s": 12.0, "end_s": 40.0}
    recorded.videos.append(video(VIDEO, "swing", notes=[{**lost, "loss": True}]))
    opened(page, service)
    page.locator("#upload-files").set_input_files([film("swing.mp4")])
    expect(page.locator(".upload .incomplete")).to_have_text("Incomplete 28.0 s of sound cannot be decoded.")
    expect(page.locator(".upload").get_by_role("link", name="Watch it")).to_be_visible()


def test_progress_is_shown_and_an_upload_can_be_cancelled(
    page: Page, service: str, recorded: Recorded, tmp_path: Path
) -> None:
    recorded.held = threading.Event()
    (tmp_path / "long.mp4").write_bytes(bytes(BIG))  # Chromium reads it: not sent through the driver
    opened(page, service)
    page.locator("#upload-files").set_input_files(tmp_path / "long.mp4")
    bar = page.get_by_role("progressbar", name="long.mp4 sent")
    expect(page.locator(".upload-state")).to_contain_text("Sending")
    expect(bar).to_be_visible()
    sent = "document.querySelector('.upload progress').value"
    until(page, f"{sent} > 0")
    assert page.evaluate(sent) < 1, "the service holds what it was sent"
    page.fill("#q", "energy")  # nothing waits for an upload
    expect(page.locator(".moment")).to_have_count(3)
    page.get_by_role("button", name="Cancel long.mp4").click()
    expect(page.locator(".upload")).to_have_count(0)
    recorded.held.set()
    wait_until(lambda: recorded.ended)
    assert recorded.uploaded == {}


def test_a_file_that_is_refused_shows_the_reason_and_the_others_go_on(
    page: Page, service: str, recorded: Recorded
) -> None:
    recorded.refused["big.mp4"] = (413, "Too large", "big.mp4 has 3 GB; at most 2 GB are taken.")
    recorded.rejected["notes.mp4"] = (415, "Unsupported", "notes.mp4 is taken for text/plain, which is no video.")
    opened(page, service)
    page.locator("#upload-files").set_input_files([film("big.mp4"), film("notes.mp4"), film("good.mp4")])
    expect(page.locator(".upload", has_text="big.mp4").locator(".failed")).to_contain_text("at most 2 GB are taken")
    expect(page.locator(".upload", has_text="notes.mp4").locator(".failed")).to_contain_text("taken for text/plain")
    expect(page.locator(".upload", has_text="good.mp4")).to_contain_text("Uploaded.")
    page.get_by_role("button", name="Remove big.mp4 from this list").click()
    expect(page.locator(".upload")).to_have_count(2)


def test_files_dropped_anywhere_are_uploaded(page: Page, service: str, recorded: Recorded) -> None:
    page.goto(service)
    expect(page.locator(".video")).to_have_count(4)
    page.evaluate(DROP, ["a.mp4", "b.mp4"])
    expect(page.locator(".upload.sent")).to_have_count(2)
    assert set(recorded.uploaded) == {"physics/a.mp4", "physics/b.mp4"}


def test_who_may_not_upload_is_not_offered_it(page: Page, service: str, recorded: Recorded) -> None:
    recorded.may = ["search"]
    page.goto(service)
    expect(page.locator(".video")).to_have_count(4)
    expect(page.get_by_role("button", name="Upload")).to_have_count(0)
    page.evaluate(DROP, ["a.mp4"])
    expect(page.locator("#uploads")).to_be_hidden()
    assert recorded.uploaded == {}


def test_the_first_workspace_of_an_empty_library_is_named_first(page: Page, service: str, recorded: Recorded) -> None:
    recorded.videos, recorded.workspaces = [], []
    page.goto(service)
    page.get_by_role("button", name="Upload videos").click()
    name = page.get_by_label("Name of the new workspace")
    expect(name).to_be_focused()
    page.evaluate(DROP, ["a.mp4"])
    expect(page.locator("#upload-fault")).to_contain_text("Say which workspace first")
    name.fill("films")
    page.evaluate(DROP, ["a.mp4"])
    expect(page.locator(".upload.sent")).to_have_count(1)
    assert set(recorded.uploaded) == {"films/a.mp4"}


def test_the_policy_lets_bytes_go_to_a_presigned_address(page: Page, service: str, recorded: Recorded) -> None:
    from starlette.middleware.cors import CORSMiddleware

    store = Recorded()
    app = recorded_app(store)
    app.user_middleware.clear()  # storage knows no keys and no headers of ours
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["PUT"])
    with serving(app) as elsewhere:
        recorded.elsewhere = elsewhere
        opened(page, service)
        page.locator("#upload-files").set_input_files([film("swing.mp4")])
        expect(page.locator(".upload.sent")).to_have_count(1)
    assert store.uploaded == {"physics/swing.mp4": 1000}
