"""A shared link sees what it shows and nothing else: every operation of the service is asked through a share.

The rows are those of the cross-workspace suite; a row of an operation that is added is asked here as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.integration.workspaces.every_request import PUBLIC, REQUESTS
from tests.integration.workspaces.sharing_requests import SHARING_REQUESTS
from tests.support.concurrency.waiting import until
from tests.support.http.keyed_service import KeyedService, make_key, run_film, served
from tests.support.http.video_requests import SendRequest, VideoName
from vindex_search.models.active_set import library_store
from vindex_search.settings import Settings
from vindex_search.sharing.share import Subject, new_share
from vindex_search.storage import files

REFUSALS: Final = {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND}
# What a share of a whole video may ask about it, and what asks with a link of its own whoever sends it.
ALLOWED: Final = {
    f"GET /v1/videos/{{video_id}}/{part}"
    for part in (
        *("media", "thumbnail", "storyboard.vtt", "storyboard/{sheet}.jpg"),
        *("chapters", "chapters.vtt", "transcript.vtt", "transcript.json"),
    )
}
WITH_A_PAGE_OF_ITS_OWN: Final = {"GET /oembed"}  # by bearer: of the page of the shared video
ROWS: Final = [
    pytest.param(operation, send, id=f"{operation} {number}")
    for operation, requests in REQUESTS.items()
    for number, send in enumerate(requests)
    if operation not in SHARING_REQUESTS or not operation.startswith("GET /v1/shared")
]


@dataclass(frozen=True, repr=False)
class Shared:
    """A service with two videos in `team`, one in `tea`, and a link to the first."""

    keyed: KeyedService
    editor: httpx.Client
    tides: VideoName
    others: tuple[VideoName, ...]
    token: str
    share_id: str

    def clients(self, token: str) -> tuple[httpx.Client, httpx.Client]:
        """One that sends a token in the address, one as its bearer."""
        in_address = httpx.Client(base_url=f"{self.keyed.url}/s/{token}", timeout=60)
        return in_address, self.keyed.client(token)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder = tmp_path_factory.mktemp("shared") / "home"
    tides = run_film(folder, "team/tides.mp4", "The moon pulls the ocean towards itself.")
    zebra = run_film(folder, "team/zebra.mp4", "The zebra runs from the moon.")
    bread = run_film(folder, "tea/bread.mp4", "Put the loaf into the moon.")
    key = make_key(folder, "editor", "team", scopes=["search", "edit"])
    with served(folder) as keyed, keyed.client(key) as editor:
        made = editor.post("/v1/shares", json={"video_id": tides}).json()
        others = (VideoName(zebra, "team"), VideoName(bread, "tea"))
        yield Shared(keyed, editor, VideoName(tides, "team"), others, made["token"], made["id"])


@pytest.mark.parametrize(("operation", "send"), ROWS)
def test_a_link_to_a_video_answers_what_is_on_the_list_and_nothing_else(
    shared: Shared, operation: str, send: SendRequest
) -> None:
    for number, client in enumerate(shared.clients(shared.token)):
        with client:
            answer = send(client, shared.tides)
        may = operation in ALLOWED | (WITH_A_PAGE_OF_ITS_OWN if number else set())
        assert answer.is_success if may else answer.status_code in REFUSALS, answer.text[:200]


@pytest.mark.parametrize(("operation", "send"), ROWS)
def test_a_link_to_a_video_shows_nothing_of_another_one(shared: Shared, operation: str, send: SendRequest) -> None:
    for client in shared.clients(shared.token):
        with client:
            for other in shared.others:
                answer = send(client, other)
                assert answer.status_code in REFUSALS, f"{operation}: {answer.text[:200]}"
                assert "zebra" not in answer.text.replace(other.video_id, "")


def test_what_a_link_shows_names_its_video_alone(shared: Shared) -> None:
    for client in shared.clients(shared.token):
        with client:
            answer = client.get("/v1/shared")
        assert [item["title"] for item in answer.json()["items"]] == ["tides"]
        assert "zebra" not in answer.text


def _every_operation(shared: Shared, token: str) -> set[int]:
    found = set()
    for operation in shared.keyed.operations().keys() - PUBLIC:
        method, path = operation.split(" ")
        named = path.format_map(_Named(video_id=shared.tides.video_id))
        found.add(httpx.request(method, f"{shared.keyed.url}{named}", headers=_bearer(token), timeout=60).status_code)
        if path.startswith("/v1/"):
            found.add(httpx.request(method, f"{shared.keyed.url}/s/{token}{named}", timeout=60).status_code)
    return found


class _Named(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "any"


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_an_ended_link_is_refused_everywhere(shared: Shared) -> None:
    store = library_store(Settings(home=shared.keyed.folder))
    subject = Subject(workspace="team", video_id=shared.tides.video_id)
    share, token = new_share(subject, datetime.now(UTC) - timedelta(seconds=1), download=True, by="a test")
    files.write(store.root / "access" / "shares" / f"{share.id}.json", share.model_dump_json().encode())
    assert _every_operation(shared, token) == {httpx.codes.UNAUTHORIZED}


def test_a_revoked_link_is_refused_everywhere(shared: Shared) -> None:
    made = shared.editor.post("/v1/shares", json={"video_id": shared.tides.video_id}).json()
    address = f"{shared.keyed.url}/s/{made['token']}/v1/shared"
    assert httpx.get(address).is_success
    assert shared.editor.delete(f"/v1/shares/{made['id']}").status_code == httpx.codes.NO_CONTENT
    assert _every_operation(shared, made["token"]) == {httpx.codes.UNAUTHORIZED}


@pytest.mark.parametrize("change", ["secret", "id", "short"])
def test_a_token_that_is_another_one_is_refused_everywhere(shared: Shared, change: str) -> None:
    head, identifier, secret = shared.token.split("_", 2)
    tokens = {
        "secret": f"{head}_{identifier}_{'a' * 43}",
        "id": f"{head}_{'0' * 16}_{secret}",
        "short": shared.token[:-1],
    }
    assert _every_operation(shared, tokens[change]) == {httpx.codes.UNAUTHORIZED}


def test_a_link_to_a_moment_shows_its_clip_and_not_the_film(shared: Shared) -> None:
    moment = {"video_id": shared.tides.video_id, "start_s": 0.0, "end_s": 1.0}
    made = shared.editor.post("/v1/shares", json=moment).json()
    in_address, bearer = shared.clients(made["token"])
    with in_address as client, bearer:
        for operation in ALLOWED:
            answer = client.get(operation.removeprefix("GET ").format(video_id=shared.tides.video_id, sheet="000"))
            assert answer.status_code == httpx.codes.NOT_FOUND, operation
        (item,) = client.get("/v1/shared").json()["items"]
        until(lambda: client.get(item["moment_url"]).json()["state"] == "done")
        ready = client.get(item["moment_url"]).json()
        assert client.get(ready["media_url"]).headers["content-type"] == "video/mp4"
        assert client.get(ready["captions_url"]).text.startswith("WEBVTT")


def test_a_link_to_a_list_shows_what_is_on_it_now(shared: Shared) -> None:
    zebra = shared.others[0].video_id
    made = shared.editor.post("/v1/collections", json={"workspace": "team", "title": "Animals"}).json()
    items = f"/v1/collections/{made['id']}/items"
    link = shared.editor.post("/v1/shares", json={"collection_id": made["id"]}).json()
    client = shared.clients(link["token"])[0]
    with client:
        assert client.get(f"/v1/videos/{zebra}/media").status_code == httpx.codes.NOT_FOUND
        added = shared.editor.post(items, json={"video_id": zebra, "note": "fast"}).json()
        until(lambda: client.get(f"/v1/videos/{zebra}/media").is_success)
        assert client.get("/v1/shared").json()["items"][0]["note"] == "fast"
        shared.editor.delete(f"{items}/{added['items'][0]['id']}")
        until(lambda: client.get(f"/v1/videos/{zebra}/media").status_code == httpx.codes.NOT_FOUND)


def test_captions_as_files_need_a_link_that_allows_downloads(shared: Shared) -> None:
    made = shared.editor.post("/v1/shares", json={"video_id": shared.tides.video_id, "download": True}).json()
    path = f"/v1/videos/{shared.tides.video_id}/transcript.srt"
    for token, expected in ((made["token"], httpx.codes.OK), (shared.token, httpx.codes.FORBIDDEN)):
        assert httpx.get(f"{shared.keyed.url}/s/{token}{path}").status_code == expected


def test_the_page_of_a_link_is_not_indexed_kept_or_referred_to(shared: Shared) -> None:
    for rest in ("", "/v1/shared", f"/v1/videos/{shared.tides.video_id}/media"):
        headers = httpx.get(f"{shared.keyed.url}/s/{shared.token}{rest}").headers
        assert headers["x-robots-tag"].startswith("noindex")
        assert headers["referrer-policy"] == "no-referrer"
    assert "no-store" in httpx.get(f"{shared.keyed.url}/s/{shared.token}").headers["cache-control"]


def test_a_link_embeds_its_player_without_a_key(shared: Shared) -> None:
    page = f"{shared.keyed.url}/s/{shared.token}"
    answer = httpx.get(f"{shared.keyed.url}/oembed", params={"url": page}).json()
    assert answer["title"] == "tides"
    assert f"/s/{shared.token}/embed" in answer["html"]
    policy = httpx.get(f"{page}/embed").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy


def test_no_token_is_logged(shared: Shared, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    for rest in ("", "/embed", "/v1/shared", "/v1/nothing", "/nothing", f"/v1/videos/{shared.tides.video_id}/media"):
        httpx.get(f"{shared.keyed.url}/s/{shared.token}{rest}")
    ours: list[Any] = [one for one in caplog.records if one.name.startswith("vindex")]
    assert ours
    assert not [one for one in ours if shared.token in str(vars(one))]


def test_a_deleted_video_leaves_links_and_lists(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    tides = run_film(folder, "team/tides.mp4", "The moon pulls the ocean towards itself.")
    with served(folder) as keyed, keyed.client(keyed.key) as client:
        made = client.post("/v1/collections", json={"workspace": "team", "title": "Tides"}).json()
        client.post(f"/v1/collections/{made['id']}/items", json={"video_id": tides})
        client.post("/v1/shares", json={"video_id": tides})
        assert client.delete(f"/v1/videos/{tides}").status_code == httpx.codes.NO_CONTENT
        assert client.get("/v1/shares").json()["shares"] == []
        assert client.get(f"/v1/collections/{made['id']}").json()["items"] == []
