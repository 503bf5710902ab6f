"""The page over the real service and a library that was really run: type, see the moment, click, it plays there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import watch
from tests.support.http.server import serving
from tests.support.library.home import open_home
from tests.support.waiting import until

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over the sample about sourdough."""
    from vindex_search.api.app import create_app
    from vindex_search.query.service import SearchService

    folder = tmp_path_factory.mktemp("whole")
    for name in ("sourdough.mp4", "sourdough.en.vtt"):
        (folder / "films").mkdir(exist_ok=True)
        shutil.copy(SAMPLES / name, folder / "films" / name)
    with open_home(folder / "home") as home:
        # In a process of its own: Playwright's event loop runs in this one, and Dagster starts one too.
        done = home.run_command("ingest", str(folder / "films"))
        assert done.returncode == 0, done.stdout + done.stderr
        service = SearchService(home.library.settings)
        service.open_index()
        with serving(create_app(service)) as url:
            until(lambda: httpx.get(f"{url}/readyz", timeout=60).status_code == 200)
            yield url


def test_a_question_leads_to_the_moment_and_the_player_starts_there(page: Page, whole: str) -> None:
    found = httpx.get(f"{whole}/v1/search", params={"q": "how hot should the oven be"}, timeout=60).json()["moments"][0]
    assert 25 <= found["start_s"] <= 44
    page.goto(whole)
    page.locator("input[type=search]").fill("how hot should the oven be")
    card = page.locator(".moment").first
    expect(card).to_contain_text("sourdough")
    expect(card.locator("mark").first).to_be_visible()
    card.get_by_role("link").click()
    at = watch(page, found["start_s"])
    assert found["start_s"] - 0.1 <= at <= found["end_s"]


def test_the_documentation_works_without_another_host(page: Page, whole: str) -> None:
    page.goto(f"{whole}/docs")
    expect(page.get_by_text("/v1/search", exact=True).first).to_be_visible()
