"""Dagster's UI works through the door, and there is no way round it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.dagster.foreign_page import REFUSED, attack
from tests.support.dagster.ui_process import LAUNCH, UiProcess

pytestmark = pytest.mark.slow  # Dagster takes half a minute to start; `test_foreign_page` asks the door alone

SLOW_MS = 60_000
ASK = """mutation => fetch("/graphql", {method: "POST", headers: {"Content-Type": "application/json"},
  body: JSON.stringify({query: mutation})}).then(answer => answer.json())"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page whose console may say what Dagster's UI says there, but not that the door's policy stopped something."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    yield page
    context.close()
    assert not [text for text in said if "Content Security Policy" in text]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_foreign_page_launches_nothing(chromium: Browser, ui: UiProcess, elsewhere: str, name: str) -> None:
    before = ui.launched()
    assert attack(chromium, elsewhere.replace("127.0.0.1", name), ui.url, LAUNCH) == REFUSED
    assert ui.launched() == before


def test_the_asset_graph_is_shown(page: Page, ui: UiProcess) -> None:
    page.goto(f"{ui.url}/asset-groups/")
    expect(page.get_by_text("embeddings").first).to_be_visible(timeout=SLOW_MS)


def test_a_run_is_launched_by_a_click_and_its_events_come_through_the_websocket(page: Page, ui: UiProcess) -> None:
    received: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(str(frame))))
    page.goto(f"{ui.url}/locations/vindex/jobs/retry_videos/playground")
    launch = page.get_by_role("button", name="Launch Run")
    expect(launch).to_be_enabled(timeout=SLOW_MS)
    launch.click()
    page.wait_for_url(re.compile(r"/runs/[0-9a-f-]{36}"), timeout=SLOW_MS)
    expect(page.get_by_text("RUN_ENQUEUED").first).to_be_visible(timeout=SLOW_MS)
    assert any("connection_ack" in frame for frame in received)
    assert any("RunEnqueuedEvent" in frame for frame in received)


def test_the_mutation_of_the_attack_is_one_that_the_uis_own_page_can_send(page: Page, ui: UiProcess) -> None:
    page.goto(f"{ui.url}/graphql")
    assert page.evaluate(ASK, LAUNCH)["data"]["launchRun"]["__typename"] == "LaunchRunSuccess"
    assert ui.launched() > 0


def test_no_other_user_may_write_to_its_sockets(ui: UiProcess) -> None:
    named = {str(connection.laddr) for one in ui.tree for connection in one.net_connections("unix")}
    sockets = [Path(name) for name in named if Path(name).is_socket()]
    assert sockets
    assert not any(path.stat().st_mode & 0o022 for path in sockets)


def test_nothing_else_listens_on_tcp(ui: UiProcess) -> None:
    connections = [connection for one in ui.tree for connection in one.net_connections("inet")]
    listening = {connection.laddr.port for connection in connections if connection.status == psutil.CONN_LISTEN}
    assert listening == {int(ui.url.rpartition(":")[2])}
