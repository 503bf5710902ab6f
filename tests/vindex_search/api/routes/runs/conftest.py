"""A library of records alone, with steps in work, failures and a history, and the service over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support.http.keyed_service import make_key
from tests.support.http.service import served
from tests.support.library.activity.heartbeats import attempt, step, worker
from tests.support.storage.video_records import attempted, failure, publish, register
from vindex_search.models.active_set import library_store
from vindex_search.settings import Settings
from vindex_search.storage.runs import heartbeats
from vindex_search.storage.runs.history import add_attempt


@dataclass(frozen=True)
class Scene:
    """Clients of an admin, of an admin of `team` and of a searcher of `team`, and the ids of videos by title."""

    admin: httpx.Client
    team: httpx.Client
    searcher: httpx.Client
    ids: dict[str, str]

    def titles(self, **params: str) -> list[str]:
        """The titles of the videos that a list has."""
        answer = self.admin.get("/v1/videos", params=params)
        assert answer.status_code == httpx.codes.OK, answer.text
        return [video["title"] for video in answer.json()["videos"]]


@pytest.fixture(scope="package")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    settings = Settings(
        home=tmp_path_factory.mktemp("work") / "home", rate_limit=0, dagster_url="https://runs.example/"
    )
    store = library_store(settings)
    today = (datetime.now(UTC) - timedelta(hours=2)).isoformat(timespec="seconds")
    transient = replace(failure(asset="audio", reason="Qdrant is away"), kind="transient")
    ids = {
        "heard": register(store, "team/heard.mp4", attempted(), uploaded_at=today),
        "paused": register(store, "team/paused.mp4", attempted()),
        "deaf": register(store, "team/deaf.mp4", transient),
        "torn": register(store, "team/torn.mp4", failure(reason="it is no VIDEO"), uploaded_at=today),
        "bread": publish(store, "other/bread.mp4"),
    }
    heartbeats.write_step(store.root, step(ids["heard"]))
    heartbeats.write_step(store.root, step("", run_id="r2", asset="audio", queue="", host="host-9"))
    heartbeats.write_worker(store.root, worker())
    for number in range(3):
        changed: dict[str, Any] = {
            "run_id": f"r{number}",
            "at": 100.0 * number,
            "asked_by": "repair" if number else "sensor",
        }
        add_attempt(store, ids["deaf"], attempt("video", **changed))
        add_attempt(store, ids["deaf"], attempt("audio", outcome="failed", reason="Qdrant is away", **changed))
    keys = [
        make_key(settings.home, "operator"),
        make_key(settings.home, "team", "team"),
        make_key(settings.home, "reader", "team", scopes=("search",)),
    ]
    with served(settings, load=False) as client:
        admin, team, searcher = clients = [
            httpx.Client(base_url=client.base_url, headers={"X-API-Key": key}, timeout=60) for key in keys
        ]
        yield Scene(admin, team, searcher, ids)
        for each in clients:
            each.close()
