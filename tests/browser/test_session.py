"""A page with a key in its cookie: pictures and films, which can send no header, are shown; without it they are not."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page

from tests.support.http.keyed_service import KeyedService, served
from tests.support.library.prepared.sample_library import sample_library
from tests.support.session.session_cache import SessionCache

BEGIN = """key => fetch("/v1/session", {method: "POST", body: JSON.stringify({key}),
  headers: {"Content-Type": "application/json", "X-Vindex": "1"}}).then(answer => answer.status)"""
END = """() => fetch("/v1/session", {method: "DELETE", headers: {"X-Vindex": "1"}}).then(answer => answer.status)"""
PICTURE = """address => new Promise(told => {
  const image = new Image(); image.onload = () => told(image.naturalWidth); image.onerror = () => told(0);
  image.src = address; })"""
FILM = """address => new Promise(told => {
  const film = document.createElement("video"); film.onloadedmetadata = () => told(film.duration);
  film.onerror = () => told(0); film.src = address; })"""


@pytest.fixture(scope="module")
def keyed(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyedService]:
    with served(sample_library(session_cache, tmp_path_factory.mktemp("session") / "home")) as keyed:
        yield keyed


def test_pictures_and_films_are_shown_while_the_session_lasts(page: Page, keyed: KeyedService) -> None:
    with keyed.client(keyed.key) as client:
        video = client.get("/v1/videos").json()["videos"][0]
    page.goto(f"{keyed.url}/healthz")  # of the same origin, and asks for nothing by itself
    assert page.evaluate(PICTURE, f"{video['thumbnail_url']}?before") == 0
    assert page.evaluate(BEGIN, keyed.key) == httpx.codes.NO_CONTENT
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate(PICTURE, f"{video['thumbnail_url']}?during") > 0
    assert page.evaluate(FILM, video["media_url"]) == pytest.approx(video["duration_s"], abs=0.2)
    assert page.evaluate(END) == httpx.codes.NO_CONTENT
    assert page.evaluate(PICTURE, f"{video['thumbnail_url']}?after") == 0
