"""Chromium, a page that fails its test on any console error or foreign request, and the recorded service."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.support.browser.recorded_media import transcript_of
from tests.support.browser.recorded_service import LECTURE, WEBB, Recorded, moment, proof, recorded_app, video
from tests.support.browser.swappable_app import SwappableApp
from tests.support.http.server import serving
from tests.support.session.checkout import absent

CHROMIUM: Final = "/usr/bin/chromium-headless-shell"  # without the windows that `chromium` draws unseen: half the time
FLAGS: Final = [
    "--no-sandbox",  # containers allow none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Chromium's own note of an answer of 400 or more, or of none: a page cannot silence it, and some tests ask for it.
REFUSAL: Final = "Failed to load resource"

LECTURE_TITLE: Final = "Conservation of mechanical energy"
WEBB_TITLE: Final = "Webb telescope in the cleanroom"
WEBB_PROOF: Final = proof("speech", "space telescope in one of the largest cleanrooms", "telescope")
BEGUN: Final = [
    {"asset": "frames", "status": "done"},
    {"asset": "transcript", "status": "done"},
    {"asset": "embeddings", "status": "waiting"},
    {"asset": "index_points", "status": "waiting"},
]
TORN: Final = "The file is cut off: its index (moov) is missing."


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of this folder in a row, in whatever order: they share a browser and a server."""
    items.sort(key=lambda item: "tests/browser/" not in item.nodeid)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the tests of this folder that run in a row.

    Not for the session: Playwright's event loop counts as running in this thread for as long as the browser lives,
    and any other test that calls `asyncio.run` would fail.
    """
    if shutil.which(CHROMIUM) is None:
        absent(f"Debian's chromium-headless-shell is not at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Browser, *, locale: str = "en-US") -> Iterator[Page]:
    """A page in a context of its own, 1280 x 800; at the end it must have logged no error and asked no other host."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale=locale)
    page = context.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    hosts: set[str] = set()

    def log(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REFUSAL):
            faults.append(message.text)

    page.on("console", log)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    yield page
    context.close()
    assert faults == []
    assert hosts <= {"127.0.0.1"}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page for one test."""
    with watched_page(chromium) as page:
        yield page


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Iterator[Page]:
    """A page of a service's origin, from which the modules of the page can be imported."""
    with serving(recorded_app(Recorded())) as address, watched_page(chromium) as page:
        page.goto(f"{address}/web/icon.svg")
        yield page


@pytest.fixture
def recorded(media: Path) -> Recorded:
    """A library of two real clips, one failed and one video on its way, and the answers to `energy` and `webb`."""
    return Recorded(
        clips={LECTURE: media / "video/derived_lecture_dev.mp4", WEBB: media / "video/nasa_13013.mp4"},
        videos=[
            video(LECTURE, LECTURE_TITLE, duration_s=97.0, **played(LECTURE)),
            video(WEBB, WEBB_TITLE, duration_s=16.57),
            video("space--torn-1111111111", "Torn upload", status="failed", reason=TORN, thumbnail_url=None),
            video("space--new-2222222222", "Fresh upload", status="processing", thumbnail_url=None, assets=BEGUN),
        ],
        transcripts={LECTURE: transcript_of(media / "video/derived_lecture_dev.vtt", "Lewin", "Student")},
        moments={"energy": energy_moments(), "webb": [moment(WEBB, WEBB_TITLE, 4.26, 8.35, WEBB_PROOF)]},
        notices=["The offline model set has no picture vectors: search finds what is said and written."],
    )


def played(video_id: str) -> dict[str, str]:
    """The addresses of a transcript and a storyboard."""
    return {
        "transcript_url": f"/v1/videos/{video_id}/transcript.vtt",
        "storyboard_url": f"/v1/videos/{video_id}/storyboard.vtt",
    }


def energy_moments() -> list[dict[str, Any]]:
    """Three moments of the lecture, the best one found twice with the same words, another on screen and seen."""
    lifted = proof("speech", "I've increased the potential energy of this object.", "potential energy")
    again = proof("words", lifted["text"], "energy")
    slide = proof("screen", "From potential to kinetic energy. 150 J is a dangerous amount", "energy")
    return [
        moment(LECTURE, LECTURE_TITLE, 19.9, 25.46, lifted, again),
        moment(LECTURE, LECTURE_TITLE, 31.64, 43.3, slide, proof("visual", "")),
        moment(LECTURE, LECTURE_TITLE, 0.0, 4.82, proof("speech", "the conservation of mechanical energy", "energy")),
    ]


@pytest.fixture(scope="package")
def server() -> Iterator[tuple[SwappableApp, str]]:
    """One server for the tests of this folder that run in a row, and its address."""
    app = SwappableApp()
    with serving(app) as address:
        yield app, address


@pytest.fixture
def service(recorded: Recorded, server: tuple[SwappableApp, str]) -> Iterator[str]:
    """The address of the recorded service over `recorded`."""
    app, address = server
    app.swap(recorded_app(recorded))
    yield address
    app.empty()
