"""The page: a moment is put on a list, the list is put in order and shared, and a stranger watches it without a key."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watched_page
from tests.support.http.keyed_service import KeyedService, run_film, served

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Films:
    """A service with two films, and a client with its key."""

    keyed: KeyedService
    client: httpx.Client
    tides: str
    zebra: str

    def list_of_both(self, title: str) -> str:
        """The id of a list of both, a moment first."""
        made = self.client.post("/v1/collections", json={"workspace": "team", "title": title}).json()
        items = f"/v1/collections/{made['id']}/items"
        moment = {"video_id": self.tides, "start_s": 0.0, "end_s": 1.0, "note": "High water"}
        for item in (moment, {"video_id": self.zebra}):
            self.client.post(items, json=item)
        return str(made["id"])

    def titles(self, collection: str) -> list[str]:
        """Of its items."""
        return [item["title"] for item in self.client.get(f"/v1/collections/{collection}").json()["items"]]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Films]:
    folder = tmp_path_factory.mktemp("sharing") / "home"
    with ThreadPoolExecutor(1) as pool:  # in this thread Playwright's event loop counts as running
        tides = pool.submit(run_film, folder, "team/tides.mp4", "The moon pulls the ocean towards itself.").result()
        zebra = pool.submit(run_film, folder, "team/zebra.mp4", "The zebra runs from the moon.").result()
    with served(folder) as keyed, keyed.client(keyed.key) as client:
        yield Films(keyed, client, tides, zebra)


def sign_in(page: Page, films: Films, path: str) -> None:
    page.goto(films.keyed.url + path)
    page.fill("#key", films.keyed.key)
    page.click("text=Sign in")


def test_a_moment_is_put_on_a_new_list_with_a_note(page: Page, films: Films) -> None:
    sign_in(page, films, f"/v/{films.tides}?q=moon")
    page.click("#add-to-list")
    page.select_option("dialog.sharing select[name=list]", label="New list …")
    page.fill("dialog.sharing input[name=title]", "Sea")
    page.fill("dialog.sharing textarea", "Noon")
    page.click("dialog.sharing button.strong")
    page.click("text=Open the list")
    expect(page.locator(".list-title")).to_have_value("Sea")
    expect(page.locator("textarea.item-note")).to_have_value("Noon")


def test_items_are_moved_by_keys_and_by_buttons(page: Page, films: Films) -> None:
    made = films.list_of_both("Order")
    sign_in(page, films, f"/lists?id={made}")
    page.locator(".item-play", has_text="tides").press("Alt+ArrowDown")
    expect(page.locator(".items li").first).to_contain_text("zebra")
    assert films.titles(made) == ["zebra", "tides"]
    page.get_by_role("button", name="Move down").first.click()
    expect(page.locator(".items li").first).to_contain_text("tides")


def test_a_stranger_watches_a_shared_list_until_it_is_revoked(page: Page, films: Films, chromium: Browser) -> None:
    sign_in(page, films, f"/lists?id={films.list_of_both('Shared')}")
    page.get_by_role("button", name="Share").click()
    page.click("dialog.sharing button.strong")
    link = page.locator(".share-link input").input_value()
    with watched_page(chromium) as stranger:
        stranger.goto(link)
        expect(stranger.locator("#title")).to_have_text("Shared")
        expect(stranger.locator("#note")).to_have_text("High water")
        stranger.locator(".item-play", has_text="zebra").click()
        film = f"{link.removeprefix(films.keyed.url)}/v1/videos/{films.zebra}/media"
        expect(stranger.locator("video")).to_have_attribute("src", film)
        page.get_by_role("button", name="Revoke").click()
        expect(page.locator(".live-shares")).to_contain_text("None.")
        stranger.reload()
        expect(stranger.locator("#fault")).to_contain_text("was revoked or has ended")
