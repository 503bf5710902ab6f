"""The page over the real service and a library that was really run: type, see the moment, click, it plays there."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.page import watch
from tests.support.concurrency.waiting import until
from tests.support.http.server import serving
from tests.support.library.home import open_home
from tests.support.library.prepared.sample_library import sample_library
from tests.support.session.session_cache import SessionCache


@pytest.fixture(scope="module")
def whole(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over the sample about sourdough."""
    from vindex_search.api.app import create_app
    from vindex_search.query.service import SearchService

    with open_home(sample_library(session_cache, tmp_path_factory.mktemp("whole") / "home")) as home:
        service = SearchService(home.library.settings)
        service.open_index()
        with serving(create_app(service)) as url:
            until(lambda: httpx.get(f"{url}/readyz", timeout=60).status_code == 200)
            yield url


def test_a_question_leads_to_the_moment_and_the_player_starts_there(page: Page, whole: str) -> None:
    found = httpx.get(f"{whole}/v1/search", params={"q": "how hot should the oven be"}, timeout=60).json()["moments"][0]
    assert 25 <= found["start_s"] <= 44
    page.goto(whole)
    page.locator("#q").fill("how hot should the oven be")
    card = page.locator(".moment").first
    expect(card).to_contain_text("sourdough")
    expect(card.locator("mark").first).to_be_visible()
    card.get_by_role("heading").get_by_role("link").click()
    at = watch(page, found["start_s"])
    assert found["start_s"] - 0.1 <= at <= found["end_s"]


def test_the_documentation_works_without_another_host(page: Page, whole: str) -> None:
    page.goto(f"{whole}/docs")
    expect(page.get_by_text("/v1/search", exact=True).first).to_be_visible()
