"""POST .../cancel and PUT .../priority: done, shown at once, refused with a sentence, and for admins alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.http.service import served, video_id
from tests.support.storage.video_records import attempted, register
from vindex_search.contract.runs.control import CancelRecord, PriorityRecord
from vindex_search.models.active_set import active_model_set, open_store
from vindex_search.settings import Settings
from vindex_search.storage.store import Store

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def own(made_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Store]]:
    """A library that the tests may change, each a video of its own, and its store."""
    settings = Settings(home=shutil.copytree(made_library, tmp_path_factory.mktemp("own") / "home"))
    with served(settings) as client:
        yield client, open_store(settings, active_model_set(settings))


def test_a_video_in_work_is_cancelled_and_a_retry_takes_it_back(own: tuple[httpx.Client, Store]) -> None:
    client, store = own
    name = register(store, "team/slow.mp4", attempted())
    for _ in range(2):
        accepted = client.post(f"/v1/videos/{name}/cancel")
        assert (accepted.status_code, accepted.json()["status"]) == (202, "cancelled")
    listed = client.get("/v1/videos", params={"status": "cancelled"}).json()["videos"]
    assert [video["video_id"] for video in listed] == [name]
    assert name in store.dirty()
    assert client.get("/v1/status").json()["videos"]["cancelled"] == 1
    again = client.post(f"/v1/videos/{name}/retry")
    assert (again.status_code, again.json()["status"]) == (202, "waiting")
    assert not store.has_record(name, CancelRecord)


def test_a_cancelled_video_is_deleted(own: tuple[httpx.Client, Store]) -> None:
    client, store = own
    name = register(store, "team/unwanted.mp4", attempted())
    assert client.delete(f"/v1/videos/{name}").status_code == 409
    client.post(f"/v1/videos/{name}/cancel")
    assert client.delete(f"/v1/videos/{name}").status_code == 204
    assert client.get(f"/v1/videos/{name}").status_code == 404


def test_what_is_indexed_is_neither_cancelled_nor_given_priority(own: tuple[httpx.Client, Store]) -> None:
    client, store = own
    tides = video_id(client, "tides")
    refusals = [
        client.post(f"/v1/videos/{tides}/cancel"),
        client.put(f"/v1/videos/{tides}/priority", json={"priority": "high"}),
    ]
    for refused in refusals:
        assert (refused.status_code, refused.headers["content-type"]) == (409, PROBLEM)
        assert f"{tides} is indexed; only a video that is not indexed yet" in refused.json()["detail"]
    assert not store.has_record(tides, CancelRecord)
    assert not store.has_record(tides, PriorityRecord)
    assert client.post("/v1/videos/team--gone-0000000000/cancel").status_code == 404


def test_the_priority_is_shown_and_normal_takes_it_back(own: tuple[httpx.Client, Store]) -> None:
    client, store = own
    name = register(store, "team/urgent.mp4")
    assert client.get(f"/v1/videos/{name}").json()["priority"] == "normal"
    for priority in ("high", "low", "low", "normal"):
        done = client.put(f"/v1/videos/{name}/priority", json={"priority": priority})
        assert (done.status_code, done.json()["priority"]) == (200, priority)
    assert not store.has_record(name, PriorityRecord)


@pytest.mark.parametrize("body", [{}, {"priority": "urgent"}, {"priority": 1}, {"priority": "high", "by": "me"}, []])
def test_a_malformed_priority_is_refused_with_a_sentence(own: tuple[httpx.Client, Store], body: object) -> None:
    client, store = own
    name = register(store, "team/urgent.mp4")
    refused = client.put(f"/v1/videos/{name}/priority", json=body)
    assert (refused.status_code, refused.headers["content-type"]) == (422, PROBLEM)
    if body == {"priority": "urgent"}:
        assert "'high', 'normal' or 'low'" in refused.json()["detail"]
    assert not store.has_record(name, PriorityRecord)
