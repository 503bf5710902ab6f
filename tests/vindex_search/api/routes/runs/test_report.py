"""report: of the whole library, and of the workspaces of a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.http.keyed_service import make_key
from tests.support.http.service import served
from tests.support.library.activity.heartbeats import COST, attempt
from tests.support.storage.video_records import failure, publish, register
from vindex_search.models.active_set import library_store
from vindex_search.settings import Settings
from vindex_search.storage.runs.history import add_attempt
from vindex_search.videos.report.collect import collect


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, httpx.Client]]:
    """Clients of an admin, of an admin of `team` and of a searcher, by name."""
    home: Path = tmp_path_factory.mktemp("report") / "home"
    settings = Settings(home=home, rate_limit=0, price_cpu_hour=3.6)
    store = library_store(settings)
    made, torn = publish(store, "team/a.mp4"), register(store, "other/b.mp4", failure(reason="it is torn"))
    add_attempt(store, made, attempt("index_points", cost=COST))
    add_attempt(store, torn, attempt("video", outcome="failed"))
    collect(store)
    keys = {
        "admin": make_key(home, "admin"),
        "team": make_key(home, "team", "team"),
        "searcher": make_key(home, "searcher", scopes=("search",)),
    }
    with served(settings, load=False) as client:
        found = {
            name: httpx.Client(base_url=client.base_url, headers={"X-API-Key": key}, timeout=60)
            for name, key in keys.items()
        }
        yield found
        for each in found.values():
            each.close()


def test_an_admin_sees_the_whole_library_and_what_it_costs(clients: dict[str, httpx.Client]) -> None:
    report = clients["admin"].get("/v1/report").json()
    assert report["videos"] == {"failed": 1, "indexed": 1}
    assert report["collected_at"]
    points = next(step for step in report["steps"] if step["asset"] == "index_points")
    # A minute of video took 3.5 s of processors, so an hour takes 210 s: 0.21 at 3.6 an hour, and 240 writes at 0.005.
    assert (points["cpu_s"], points["cost"]) == (210.0, pytest.approx(0.21 + 0.0012))
    assert report["prices"]["cpu_hour"] == 3.6
    assert [group["reason"] for group in report["failures"]] == ["it is torn"]


def test_a_key_of_a_workspace_sees_that_alone(clients: dict[str, httpx.Client]) -> None:
    report = clients["team"].get("/v1/report").json()
    assert (report["videos"], report["failures"]) == ({"indexed": 1}, [])
    assert report == {**clients["admin"].get("/v1/report?workspace=team").json(), "at": report["at"]}
    assert clients["team"].get("/v1/report?workspace=other").status_code == httpx.codes.FORBIDDEN


def test_a_key_without_the_scope_and_a_malformed_workspace_are_refused(clients: dict[str, httpx.Client]) -> None:
    assert clients["searcher"].get("/v1/report").status_code == httpx.codes.FORBIDDEN
    assert clients["admin"].get("/v1/report?workspace=A--B").status_code == httpx.codes.UNPROCESSABLE_ENTITY
