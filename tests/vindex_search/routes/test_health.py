"""health: what a probe learns while a service loads, fails and ends."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.browser.recorded import serving
from tests.libraries import answering
from tests.served import until
from vindex_search.app import create_app
from vindex_search.service import CLOSING, SearchService
from vindex_search.settings import Settings


def test_a_service_that_ends_wants_no_more_and_answers_what_came(tmp_path: Path) -> None:
    with answering(tmp_path / "home") as (service, client):
        service.closing = True
        probe = client.get("/readyz")
        assert (probe.status_code, probe.json()["detail"]) == (503, CLOSING)
        assert client.get("/v1/search", params={"q": "anything"}).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_a_service_that_cannot_load_says_why_and_is_not_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    service = SearchService(Settings(home=tmp_path / "home", models="standard", models_dir=tmp_path / "weights"))
    service.take_index()
    with serving(create_app(service)) as url, httpx.Client(base_url=url, timeout=60) as client:
        until(lambda: service.failed is not None)
        for address in ("/readyz", "/healthz"):
            probe = client.get(address)
            assert probe.status_code == 503
            assert "vindex models pull" in probe.json()["detail"]
        assert client.get("/v1/search", params={"q": "anything"}).status_code == 503
    assert any("not ready: the library could not be loaded" in record.message for record in caplog.records)


def test_a_store_that_cannot_be_followed_is_named(tmp_path: Path) -> None:
    service = SearchService(Settings(home=tmp_path))
    service.store.publish("team--talk-0123456789", "ffff", 3)  # its points are not there
    service.take_index()
    with serving(create_app(service)) as url, httpx.Client(base_url=url, timeout=60) as client:
        until(lambda: "cannot follow the store" in client.get("/readyz").json().get("detail", ""))
        assert client.get("/healthz").status_code == 200  # it tries again
