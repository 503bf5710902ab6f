"""Engine maintenance: switches to a built graph or another model set while searches go on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.support.library.home import Home
from tests.support.waiting import until
from vindex_assets.cli.ingest import run_due
from vindex_search.common.swappable import Swappable
from vindex_search.index import hnsw_build
from vindex_search.index.shards import active_shard
from vindex_search.models.active_set import ActiveSetRecord, activate, collection_name
from vindex_search.models.catalogue import ModelSet, model_set
from vindex_search.query import maintenance
from vindex_search.query.engine import SearchEngine
from vindex_search.query.maintenance import EngineMaintenance
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings


@pytest.fixture
def films(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two videos, in an index that is large enough for a graph."""
    for name in ("tides", "locks"):
        home.upload_film(f"team/{name}.mp4", f"This is the film of {name}.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    monkeypatch.setattr(hnsw_build, "MIN_POINTS", 2)


@pytest.fixture
def service(home: Home, films: None) -> Iterator[SearchService]:
    opened = SearchService(home.library.settings)
    opened.open_index()
    opened.load(follow=True)
    yield opened
    opened.close()


def folders(home: Home) -> list[str]:
    return [path.name for path in home.library.settings.index_dir.iterdir() if path.is_dir()]


def test_a_service_switches_to_the_graph_and_goes_on_following(service: SearchService, home: Home) -> None:
    until(lambda: service.ready)
    collection = collection_name(service.models)
    before = service.search(SearchRequest("the film of tides"), limit=3).moments
    responses = []

    def switched() -> bool:
        responses.append(service.search(SearchRequest("the film of tides"), limit=3).moments)
        return active_shard(home.library.settings.index_dir, collection).graph_points > 0 and len(folders(home)) == 1

    until(switched)
    assert all(response == before for response in responses)
    assert folders(home) == [active_shard(home.library.settings.index_dir, collection).folder] != [collection]
    late = home.upload_film("team/late.mp4", "This film came late.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    until(lambda: late in {one.video.video_id for one in service.search(SearchRequest("came late"), limit=3).moments})


def test_the_next_service_opens_the_graph(service: SearchService, home: Home) -> None:
    collection = collection_name(service.models)
    until(lambda: active_shard(home.library.settings.index_dir, collection).graph_points > 0)
    until(lambda: len(folders(home)) == 1)
    service.close()
    again = SearchService(home.library.settings)
    again.open_index()
    try:
        again.load(follow=False)
        assert again.search(SearchRequest("the film of tides"), limit=3).moments
        assert folders(home) == [active_shard(home.library.settings.index_dir, collection).folder]
    finally:
        again.close()


@pytest.mark.usefixtures("films")
def test_a_failed_build_is_not_repeated_and_searches_go_on(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hnsw_build, "COMMAND", ("/bin/false",))
    service = SearchService(home.library.settings)
    service.open_index()
    service.load(follow=True)
    try:
        collection = collection_name(service.models)
        until(lambda: active_shard(home.library.settings.index_dir, collection).graph_points > 0)
        assert folders(home) == [collection]
        assert "the graph could not be built (exit 1)" in caplog.text
        assert service.search(SearchRequest("the film of tides"), limit=3).moments
    finally:
        service.close()


@pytest.mark.usefixtures("films")
def test_a_model_set_that_cannot_be_opened_leaves_the_old_one_answering(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(hnsw_build, "MIN_POINTS", 10**9)
    service = SearchService(home.library.settings)
    service.open_index()
    service.load(follow=True)
    try:
        until(lambda: service.ready)
        activate(home.library.settings, model_set("standard"))
        until(lambda: "still answering with offline: the weights of" in caplog.text)
        assert service.search(SearchRequest("the film of tides"), limit=3).moments
        home.library.store.write_library_record(ActiveSetRecord("retired", ""))
        until(lambda: "still answering with offline: model set 'retired' is unknown" in caplog.text)
        activate(home.library.settings, model_set("offline"))
        time.sleep(2.5)
        assert caplog.text.count("still answering") == 2, "each error is logged once"
        assert service.search(SearchRequest("the film of tides"), limit=3).moments
    finally:
        service.close()


class StubEngine:
    """An engine that is never ready for a graph."""

    models = model_set("offline")
    ready = False


def test_a_failing_model_set_is_tried_once_each_time_it_is_activated(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[str] = []

    def refuse(_self: EngineMaintenance, models: ModelSet) -> None:
        tried.append(models.name)
        raise LookupError("no weights")

    monkeypatch.setattr(EngineMaintenance, "_switch_engine", refuse)
    maintenance_thread = EngineMaintenance(Settings(), cast("Swappable[SearchEngine]", Swappable(StubEngine())))
    errors = []
    for active in ("standard", "standard", "offline", "standard"):
        monkeypatch.setattr(maintenance, "active_model_set", lambda _settings, name=active: model_set(name))
        maintenance_thread._poll_and_log()
        errors.append(maintenance_thread.last_error)
    assert tried == ["standard", "standard"]
    error = "still answering with offline: no weights"
    assert errors == [error, error, None, error]
    assert caplog.text.count("no weights") == 2
