"""health: probes while a service loads, fails and shuts down."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.support.concurrency.waiting import until
from tests.support.http import keyed_service
from tests.support.http.keyed_service import make_key
from tests.support.http.server import serving
from tests.support.http.service import ready_service
from vindex_search.api.app import create_app
from vindex_search.api.routes.health import SEE_LOG
from vindex_search.models.active_set import library_store
from vindex_search.query.service import SHUTTING_DOWN, SearchService
from vindex_search.settings import Settings
from vindex_search.videos.completeness_report import CompletenessReport, write_report


def test_a_service_that_shuts_down_is_not_ready_but_still_answers(tmp_path: Path) -> None:
    with ready_service(tmp_path / "home") as (service, client):
        service.shutting_down = True
        probe = client.get("/readyz")
        assert (probe.status_code, probe.json()["detail"]) == (503, SHUTTING_DOWN)
        assert client.get("/v1/search", params={"q": "anything"}).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_a_service_that_cannot_load_says_why_and_is_not_alive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    service = SearchService(Settings(home=tmp_path / "home", models="standard", models_dir=tmp_path / "weights"))
    service.open_index()
    with serving(create_app(service)) as url, httpx.Client(base_url=url, timeout=60) as client:
        until(lambda: service.load_error is not None)
        for address in ("/readyz", "/healthz"):
            probe = client.get(address)
            assert probe.status_code == 503
            assert probe.json()["detail"] == SEE_LOG  # not what an exception says, to anybody who asks
        refused = client.get("/v1/search", params={"q": "anything"})
        assert (refused.status_code, "vindex models pull" in refused.json()["detail"]) == (503, True)
    assert any("not ready: the library could not be loaded" in record.message for record in caplog.records)


def test_a_store_that_cannot_be_followed_is_reported(tmp_path: Path) -> None:
    service = SearchService(Settings(home=tmp_path))
    service.store.publish("team--talk-0123456789", "ffff", 3)  # its points are not there
    service.open_index()
    with serving(create_app(service)) as url, httpx.Client(base_url=url, timeout=60) as client:
        until(lambda: client.get("/readyz").json().get("detail") == SEE_LOG)
        assert "cannot follow the store" in client.get("/v1/search", params={"q": "anything"}).json()["detail"]
        assert client.get("/healthz").status_code == 200  # it tries again


def test_the_last_check_counts_the_visible_workspaces(tmp_path: Path) -> None:
    key = make_key(tmp_path, "other", "other")
    with keyed_service.served(tmp_path) as served, served.client(served.key) as everybody, served.client(key) as other:
        assert everybody.get("/v1/status").json()["completeness"] is None
        found = {"at": "2026-01-01T00:00:00+00:00", "videos": 9, "looked_at": 9, "until": "", "quarantined": []}
        counts = {"missing_in": {"team": 2, "other": 1}, "quarantined_in": {}, "missing": []}
        write_report(library_store(Settings(home=tmp_path)), CompletenessReport.model_validate({**found, **counts}))
        shown = {client: client.get("/v1/status").json()["completeness"] for client in (everybody, other)}
        assert shown[everybody] == {"at": found["at"], "incomplete": 3}
        assert shown[other] == {"at": found["at"], "incomplete": 1}
