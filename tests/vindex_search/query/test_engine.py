"""The search engine: the order of its life cycle."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.support.concurrency.waiting import until
from tests.support.library.prepared.written_library import WrittenLibrary, written_library
from vindex_search.index import hnsw_build
from vindex_search.index.shards import Shard, set_active_shard
from vindex_search.models.active_set import collection_name
from vindex_search.models.catalogue import model_set
from vindex_search.query.engine import SearchEngine
from vindex_search.settings import Settings

OFFLINE = model_set("offline")


def test_an_engine_that_is_not_open_refuses_to_load_and_search(tmp_path: Path) -> None:
    engine = SearchEngine(Settings(home=tmp_path), OFFLINE)
    assert not engine.ready
    assert (engine.embedded, engine.count(), engine.stale_videos(), engine.follower_error) == (True, 0, (), None)
    with pytest.raises(RuntimeError, match="not open"):
        engine.retriever()
    with pytest.raises(RuntimeError, match=r"open\(\) comes first"):
        engine.load(fill=True)
    with pytest.raises(RuntimeError, match=r"open\(\) comes first"):
        engine.follow()
    engine.close()


@pytest.fixture
def library(tmp_path: Path) -> WrittenLibrary:
    return written_library(tmp_path / "home", {"team/tides.mp4": "The tide turns."})


def test_an_engine_is_ready_when_it_is_loaded_and_has_caught_up(library: WrittenLibrary) -> None:
    engine = SearchEngine(library.settings, OFFLINE)
    engine.open()
    engine.load(fill=False)
    assert (engine.ready, engine.count(), engine.stale_videos()) == (True, 0, tuple(library.store.published()))
    engine.follow()
    until(lambda: engine.ready and engine.count() == 1)
    assert engine.stale_videos() == ()
    engine.close()
    assert (engine.ready, engine.count(), engine.index) == (False, 0, None)
    assert not [thread for thread in threading.enumerate() if thread.name in ("index-follower", "video-cache")]


def test_an_engine_that_follows_is_not_ready_before_it_has_caught_up(
    library: WrittenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = SearchEngine(library.settings, OFFLINE)
    index = engine.open()
    engine.load(fill=False)

    def broken(_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(index, "bulk_load", broken)
        engine.follow()
        until(lambda: engine.follower_error)
        assert not engine.ready
        assert "the disk is full" in str(engine.follower_error)
    until(lambda: engine.ready)
    assert (engine.follower_error, engine.count()) == (None, 1)
    engine.close()


def test_a_graph_is_built_of_an_embedded_index_that_is_large_enough(
    library: WrittenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hnsw_build, "COMMAND", ("/bin/true",))
    engine = SearchEngine(library.settings, OFFLINE)
    engine.open()
    engine.load(fill=True)
    assert engine.start_graph_build() is None
    monkeypatch.setattr(hnsw_build, "MIN_POINTS", 1)
    build = engine.start_graph_build()
    assert build is not None
    assert build.folder.name.startswith(f"{collection_name(OFFLINE)}.")
    build.stop()
    set_active_shard(library.settings.index_dir, collection_name(OFFLINE), Shard(collection_name(OFFLINE), 1))
    assert engine.start_graph_build() is None, "it has a graph of so many points"
    engine.close()
