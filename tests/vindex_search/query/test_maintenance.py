"""Engine maintenance: switches to a built graph or another model set while searches go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.support.library.home import Home
from tests.support.library.indexed_library import indexed_library, open_copied_home
from tests.support.session_cache import SessionCache
from tests.support.waiting import until
from vindex_search.common.swappable import Swappable
from vindex_search.contract.artefacts import POINTS
from vindex_search.index import hnsw_build
from vindex_search.index.factory import dimensions
from vindex_search.index.shards import Shard, active_shard, remove_other_shards, set_active_shard
from vindex_search.models.active_set import ActiveSetRecord, activate, collection_name
from vindex_search.models.catalogue import ModelSet, model_set
from vindex_search.query import maintenance
from vindex_search.query.engine import SearchEngine
from vindex_search.query.maintenance import EngineMaintenance
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings

SAID = {f"team/{name}.mp4": f"This is the film of {name}." for name in ("tides", "locks", "late")}


@pytest.fixture
def films(session_cache: SessionCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Two videos, in an index that is large enough for a graph, and one that is not published yet."""
    monkeypatch.setattr(hnsw_build, "MIN_POINTS", 2)
    monkeypatch.setattr(maintenance, "CHECK_INTERVAL_S", 0.05)
    with open_copied_home(indexed_library(session_cache, SAID), tmp_path / "home") as opened:
        opened.library.store.unpublish(late(opened))
        yield opened


def late(home: Home) -> str:
    """The video that is not published yet."""
    (found,) = (video for video in home.library.store.video_ids() if "late" in video)
    return found


def folders(home: Home) -> list[str]:
    return [path.name for path in home.library.settings.index_dir.iterdir() if path.is_dir()]


def opened(home: Home) -> SearchService:
    service = SearchService(home.library.settings)
    service.open_index()
    service.load(follow=True)
    return service


@pytest.fixture
def service(films: Home) -> Iterator[SearchService]:
    made = opened(films)
    yield made
    made.close()


def titles(service: SearchService, query: str = "the film of tides") -> list[str]:
    return [moment.video.title for moment in service.search(SearchRequest(query), limit=3).moments]


def test_a_service_switches_to_the_graph_and_goes_on_following(films: Home, service: SearchService) -> None:
    until(lambda: service.ready)
    index_dir, collection = films.library.settings.index_dir, collection_name(service.models)
    before, found = titles(service), list[list[str]]()
    assert before[0] == "tides"

    def switched() -> bool:
        found.append(titles(service))
        return active_shard(index_dir, collection).graph_points > 0 and len(folders(films)) == 1

    until(switched)
    assert all(one == before for one in found)
    assert folders(films) == [active_shard(index_dir, collection).folder] != [collection]
    store, video = films.library.store, late(films)
    stamp = store.stamp(video, POINTS)
    assert stamp is not None
    store.publish(video, stamp.fingerprint, len(store.read_table(video, POINTS)))
    until(lambda: "late" in titles(service, "the film of late"))


def test_the_next_service_opens_the_graph(films: Home) -> None:
    index_dir, collection = films.library.settings.index_dir, collection_name(films.library.models)
    built = Build(films)
    set_active_shard(index_dir, collection, Shard(built.folder.name, graph_points=2))
    service = opened(films)
    try:
        until(lambda: service.ready)
        assert "tides" in titles(service)
        assert folders(films) == [built.folder.name]
    finally:
        service.close()


def test_a_failed_build_is_not_repeated_and_searches_go_on(
    films: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hnsw_build, "COMMAND", ("/bin/false",))
    service = opened(films)
    try:
        collection = collection_name(service.models)
        until(lambda: active_shard(films.library.settings.index_dir, collection).graph_points > 0)
        assert folders(films) == [collection]
        assert "the graph could not be built (exit 1)" in caplog.text
        assert "tides" in titles(service)
    finally:
        service.close()


class Build:
    """A build in this process, which has ended with a status, or runs on (None)."""

    def __init__(self, home: Home, exit_status: int | None = 0) -> None:
        settings, models = home.library.settings, home.library.models
        collection = collection_name(models)
        self.folder = settings.index_dir / f"{collection}.built"
        self.stopped = False
        self._exit_status = exit_status
        hnsw_build.build(self.folder, collection, settings.store_root, dimensions(models))

    def exit_status(self) -> int | None:
        return self._exit_status

    def stop(self) -> None:
        assert self.folder.exists(), "it still writes there"
        self.stopped = True


class WatchedEngine(Swappable[SearchEngine]):
    """Notes the state of old and new engine when one takes the place of the other."""

    def __init__(self, value: SearchEngine) -> None:
        super().__init__(value)
        self.replaced: list[tuple[bool, bool]] = []

    def replace(self, value: SearchEngine) -> SearchEngine:
        self.replaced.append((self.value.ready, value.ready))
        return super().replace(value)


@pytest.fixture
def engine(films: Home) -> Iterator[WatchedEngine]:
    """An engine that answers."""
    made = SearchEngine(films.library.settings, films.library.models)
    made.open()
    made.load(fill=True)
    watched = WatchedEngine(made)
    yield watched
    watched.value.close()


def test_the_old_shard_answers_until_the_new_one_does_and_is_removed_after(
    films: Home, engine: WatchedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    build, old, removed = Build(films), engine.value, list[tuple[bool, bool, int]]()

    def watched_remove(index_dir: Path, collection: str) -> None:
        removed.append((engine.value.ready, old.index is None, len(folders(films))))
        remove_other_shards(index_dir, collection)

    monkeypatch.setattr(maintenance, "remove_other_shards", watched_remove)
    monkeypatch.setattr(SearchEngine, "start_graph_build", lambda _: build if engine.value is old else None)
    with EngineMaintenance(films.library.settings, engine):
        until(lambda: len(folders(films)) == 1)
    assert engine.replaced == [(True, True)], "both can answer at the moment of the change"
    assert removed == [(True, True, 2)], "the new one answers, the old one is closed, both are on the disk"
    assert folders(films) == [build.folder.name]
    assert engine.value is not old


def test_a_build_under_way_is_stopped_and_removed_at_the_end(
    films: Home, engine: WatchedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    build, started = Build(films, exit_status=None), list[Build]()

    def start(_: SearchEngine) -> Build:
        started.append(build)
        return build

    monkeypatch.setattr(SearchEngine, "start_graph_build", start)
    polls = Polls(monkeypatch)
    with EngineMaintenance(films.library.settings, engine):
        polls.wait_for(3)
    assert started == [build], "one build at a time"
    assert build.stopped
    assert not build.folder.exists()
    assert engine.replaced == []


class Polls:
    """Counts how often the active model set is read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        read = maintenance.active_model_set

        def counted(settings: Settings) -> ModelSet:
            self.count += 1
            return read(settings)

        monkeypatch.setattr(maintenance, "active_model_set", counted)

    def wait_for(self, more: int) -> None:
        """Until it was read so many times more, and what was read has been acted upon but for the last time."""
        last = self.count + more
        until(lambda: self.count > last)


def test_a_model_set_that_cannot_be_opened_leaves_the_old_one_answering(
    films: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(hnsw_build, "MIN_POINTS", 10**9)
    polls, service = Polls(monkeypatch), opened(films)
    try:
        until(lambda: service.ready)
        activate(films.library.settings, model_set("standard"))
        until(lambda: "still answering with offline: the weights of" in caplog.text)
        assert "tides" in titles(service)
        films.library.store.write_library_record(ActiveSetRecord("retired", ""))
        until(lambda: "still answering with offline: model set 'retired' is unknown" in caplog.text)
        activate(films.library.settings, model_set("offline"))
        polls.wait_for(3)
        assert caplog.text.count("still answering") == 2, "each error is logged once"
        assert "tides" in titles(service)
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
