from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.http.keyed_service import make_key, served
from tests.support.http.service import served as opened
from tests.support.library.prepared.captioned_library import calibrated_films, captions
from vindex_search.settings import Settings

ALL = "/v1/saved-searches"
FILMS = {"team/tides.mp4": captions("en", "The moon pulls the ocean."), "tea/bread.mp4": captions("en", "A hot oven.")}
UNKNOWN = "ss-ffffffffffff"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return calibrated_films(tmp_path_factory.mktemp("alerts") / "home", FILMS).settings


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    settings = calibrated_films(tmp_path / "home", FILMS).settings
    with opened(settings) as made:
        yield made


def save(client: httpx.Client, **fields: Any) -> httpx.Response:
    return client.post(ALL, json={"name": "Tides", "search": {"q": "the moon", "workspace": ["team"]}, **fields})


def test_a_saved_search_is_listed_with_its_promise(client: httpx.Client) -> None:
    saved = save(client).json()
    assert saved["promise"]["support"] == "library"
    (listed,) = client.get(ALL).json()["searches"]
    assert (listed["id"], listed["search"]) == (saved["id"], {"q": "the moon", "workspace": ["team"]})


def test_the_secret_is_shown_once(client: httpx.Client) -> None:
    saved = save(client, webhook="https://93.184.216.34/hook").json()
    assert saved["secret"].startswith("whsec_")
    assert client.get(f"{ALL}/{saved['id']}").json()["secret"] is None


def test_a_webhook_into_the_own_network_is_refused(client: httpx.Client) -> None:
    refused = save(client, webhook="http://169.254.169.254/latest/meta-data/")
    assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert client.get(ALL).json()["searches"] == []


def test_a_name_is_taken_once(client: httpx.Client) -> None:
    save(client)
    assert save(client).status_code == httpx.codes.CONFLICT


@pytest.mark.parametrize("search", [{"q": ""}, {"q": "-oven"}, {"q": "oven", "limit": 3}, {"like": "x"}, {"qq": "x"}])
def test_what_cannot_be_searched_for_is_not_saved(client: httpx.Client, search: dict[str, Any]) -> None:
    assert save(client, search=search).status_code == httpx.codes.UNPROCESSABLE_ENTITY


def test_it_is_changed_and_deleted(client: httpx.Client) -> None:
    path = f"{ALL}/{save(client).json()['id']}"
    assert client.patch(path, json={"active": False, "one_in": 30}).json()["one_in"] == 30
    assert client.delete(path).status_code == httpx.codes.NO_CONTENT
    assert client.get(path).status_code == httpx.codes.NOT_FOUND


def test_the_feed_is_atom(client: httpx.Client) -> None:
    answer = client.get(f"{ALL}/{save(client).json()['id']}/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert b"<title>Tides</title>" in answer.content


REQUESTS = [
    ("GET", "", None),
    ("PATCH", "", {"name": "Mine"}),
    ("DELETE", "", None),
    ("POST", "/seen", None),
    ("POST", "/test", None),
    ("GET", "/moments", None),
    ("GET", "/dead-letters", None),
    ("GET", "/feed.atom", None),
    ("POST", "/messages/msg_0/retry", None),
]


@pytest.fixture(scope="module")
def keyed(library: Settings) -> Iterator[tuple[httpx.Client, httpx.Client, str]]:
    """The clients of another workspace and of one that only reads, and the id of a search of `team`."""
    with served(library.home) as service:
        keys = {
            "team": make_key(library.home, "team", "team", scopes=["search", "edit"]),
            "tea": make_key(library.home, "tea", "tea"),
            "reader": make_key(library.home, "reader", "team", scopes=["search"]),
        }
        clients = {name: service.client(key) for name, key in keys.items()}
        with clients["team"] as team, clients["tea"] as tea, clients["reader"] as reader:
            service.app.state.authenticator.keys.refresh()
            yield tea, reader, save(team).json()["id"]


@pytest.mark.parametrize(("method", "rest", "body"), REQUESTS)
def test_a_search_of_another_workspace_is_like_an_unknown_one(
    keyed: tuple[httpx.Client, httpx.Client, str], method: str, rest: str, body: object
) -> None:
    other, _, search = keyed
    foreign, unknown = (other.request(method, f"{ALL}/{one}{rest}", json=body) for one in (search, UNKNOWN))
    assert foreign.status_code == unknown.status_code == httpx.codes.NOT_FOUND
    assert foreign.json()["detail"].replace(search, UNKNOWN) == unknown.json()["detail"]


@pytest.mark.parametrize(("method", "rest", "body"), [one for one in REQUESTS if one[0] != "GET"])
def test_changing_needs_the_scope_to_edit(
    keyed: tuple[httpx.Client, httpx.Client, str], method: str, rest: str, body: object
) -> None:
    _, reader, search = keyed
    assert reader.request(method, f"{ALL}/{search}{rest}", json=body).status_code == httpx.codes.FORBIDDEN


def test_reading_needs_the_scope_to_search_alone(keyed: tuple[httpx.Client, httpx.Client, str]) -> None:
    other, reader, search = keyed
    assert [one["id"] for one in reader.get(ALL).json()["searches"]] == [search]
    assert other.get(ALL).json()["searches"] == []
