"""Engine maintenance: switches to a built graph or another model set while searches go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from tests.support.concurrency.waiting import until
from tests.support.library.prepared.written_library import WrittenLibrary, written_library
from vindex_search.common.shared_values.swappable import Swappable
from vindex_search.index import hnsw_build
from vindex_search.index.factory import dimensions
from vindex_search.index.shards import Shard, active_shard, remove_other_shards, set_active_shard
from vindex_search.models.active_set import ActiveSetRecord, activate, active_model_set, collection_name
from vindex_search.models.catalogue import model_set
from vindex_search.models.model import ModelSet
from vindex_search.query.engine import SearchEngine
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.query.upkeep import maintenance
from vindex_search.query.upkeep.maintenance import EngineMaintenance
from vindex_search.settings import Settings

SAID = {f"team/{name}.mp4": f"This is the film of {name}." for name in ("tides", "locks")}


@pytest.fixture
def films(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WrittenLibrary:
    """Two videos, in an index that is large enough for a graph."""
    monkeypatch.setattr(hnsw_build, "MIN_POINTS", 2)
    monkeypatch.setattr(maintenance, "CHECK_INTERVAL_S", 0.05)
    return written_library(tmp_path / "home", SAID)


def folders(library: WrittenLibrary) -> list[str]:
    return [path.name for path in library.settings.index_dir.iterdir() if path.is_dir()]


def opened(home: WrittenLibrary) -> SearchService:
    service = SearchService(home.settings)
    service.open_index()
    service.load(follow=True)
    return service


@pytest.fixture
def service(films: WrittenLibrary) -> Iterator[SearchService]:
    made = opened(films)
    yield made
    made.close()


def titles(service: SearchService, query: str = "the film of tides") -> list[str]:
    return [moment.video.title for moment in service.search(SearchRequest(query), limit=3).moments]


def test_a_service_switches_to_the_graph_and_goes_on_following(films: WrittenLibrary, service: SearchService) -> None:
    until(lambda: service.ready)
    index_dir, collection = films.settings.index_dir, collection_name(service.models)
    before, found = titles(service), list[list[str]]()
    assert before[0] == "tides"

    def switched() -> bool:
        found.append(titles(service))
        return active_shard(index_dir, collection).graph_points > 0 and len(folders(films)) == 1

    until(switched)
    assert all(one == before for one in found)
    assert folders(films) == [active_shard(index_dir, collection).folder] != [collection]
    films.publish("team/late.mp4", "This is the film that came late.")
    until(lambda: "late" in titles(service, "came late"))


def test_the_next_service_opens_the_graph(films: WrittenLibrary) -> None:
    index_dir, collection = films.settings.index_dir, collection_name(films.models)
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
    films: WrittenLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hnsw_build, "COMMAND", ("/bin/false",))
    service = opened(films)
    try:
        collection = collection_name(service.models)
        until(lambda: active_shard(films.settings.index_dir, collection).graph_points > 0)
        assert folders(films) == [collection]
        assert "the graph could not be built (exit 1)" in caplog.text
        assert "tides" in titles(service)
    finally:
        service.close()


class Build:
    """A build in this process, which has ended with a status, or runs on (None)."""

    def __init__(self, home: WrittenLibrary, exit_status: int | None = 0) -> None:
        settings, models = home.settings, home.models
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
    """Notes whether the old and the new engine are ready when one takes the place of the other."""

    def __init__(self, value: SearchEngine) -> None:
        super().__init__(value)
        self.replaced: list[tuple[bool, bool]] = []

    def replace(self, value: SearchEngine) -> SearchEngine:
        self.replaced.append((self.value.ready, value.ready))
        return super().replace(value)


@pytest.fixture
def engine(films: WrittenLibrary) -> Iterator[WatchedEngine]:
    """An engine that answers."""
    made = SearchEngine(films.settings, films.models)
    made.open()
    made.load(fill=True)
    watched = WatchedEngine(made)
    yield watched
    watched.value.close()


def test_the_old_shard_answers_until_the_new_one_does_and_is_removed_after(
    films: WrittenLibrary, engine: WatchedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    build, old, removed = Build(films), engine.value, list[tuple[bool, bool, int]]()
    ready_after_some_looks(monkeypatch)

    def watched_remove(index_dir: Path, collection: str) -> None:
        removed.append((engine.value is not old, old.index is None, len(folders(films))))
        remove_other_shards(index_dir, collection)

    monkeypatch.setattr(maintenance, "remove_other_shards", watched_remove)
    monkeypatch.setattr(SearchEngine, "start_graph_build", lambda _: build if engine.value is old else None)
    with EngineMaintenance(films.settings, engine):
        until(lambda: len(folders(films)) == 1)
    assert engine.replaced == [(True, True)], "both can answer at the moment of the change"
    assert removed == [(True, True, 2)], "the new one answers, the old one is closed, both are on the disk"
    assert folders(films) == [build.folder.name]
    active = active_shard(films.settings.index_dir, collection_name(films.models))
    assert active == Shard(build.folder.name, graph_points=2)


def ready_after_some_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that has just been opened catches up for a while."""
    looked: Counter[int] = Counter()
    caught_up: Any = vars(SearchEngine)["ready"]

    def ready(engine: SearchEngine) -> bool:
        looked[id(engine)] += 1
        return looked[id(engine)] > 3 and bool(caught_up.fget(engine))

    monkeypatch.setattr(SearchEngine, "ready", property(ready))


def test_a_build_under_way_is_stopped_and_removed_at_the_end(
    films: WrittenLibrary, engine: WatchedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    build, started = Build(films, exit_status=None), list[Build]()

    def start(_: SearchEngine) -> Build:
        started.append(build)
        return build

    monkeypatch.setattr(SearchEngine, "start_graph_build", start)
    polls = Polls(monkeypatch)
    with EngineMaintenance(films.settings, engine):
        polls.wait_for(3)
    assert started == [build], "one build at a time"
    assert build.stopped
    assert not build.folder.exists()
    assert engine.replaced == []


class Polls:
    """Counts how often the active model set is read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        read = active_model_set

        def counted(settings: Settings) -> ModelSet:
            self.count += 1
            return read(settings)

        monkeypatch.setattr(maintenance, "active_model_set", counted)

    def wait_for(self, more: int) -> None:
        """Until it was read so many times more, and what was read has been acted upon but for the last time."""
        last = self.count + more
        until(lambda: self.count > last)


def test_a_model_set_that_cannot_be_opened_leaves_the_old_one_answering(
    films: WrittenLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(hnsw_build, "MIN_POINTS", 10**9)
    polls, service = Polls(monkeypatch), opened(films)
    try:
        until(lambda: service.ready)
        activate(films.settings, model_set("standard"))
        until(lambda: "still answering with offline: the weights of" in caplog.text)
        assert "tides" in titles(service)
        films.store.write_library_record(ActiveSetRecord("retired", ""))
        until(lambda: "still answering with offline: model set 'retired' is unknown" in caplog.text)
        activate(films.settings, model_set("offline"))
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
