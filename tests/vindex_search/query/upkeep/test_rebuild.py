"""Rebuilding an index: the stored points alone give the same hits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import indexed_library, open_copied_home
from tests.support.session.session_cache import SessionCache
from vindex_search.contract.ids import CHANNELS
from vindex_search.index.lock import IndexInUse
from vindex_search.index.shards import Shard, active_shard, set_active_shard
from vindex_search.models import cache
from vindex_search.models.active_set import collection_name
from vindex_search.query.engine import SearchEngine
from vindex_search.query.retriever import SearchScope
from vindex_search.query.service import SearchService
from vindex_search.query.upkeep.rebuild import rebuild_index

SAID = {"team/tides.mp4": "The tide turns.", "team/locks.mp4": "The lock opens.", "other/bread.mp4": "Bread rises."}
QUERIES = ("the tide turns", "bread", "a lock opens at noon")


@pytest.fixture
def library(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    with open_copied_home(indexed_library(session_cache, SAID), tmp_path / "home") as opened:
        yield opened


def hits(home: Home) -> list[object]:
    engine = SearchEngine(home.library.settings, home.library.models)
    engine.open()
    try:
        engine.load(fill=True)
        retriever = engine.retriever()
        return [retriever.hits(retriever.vectors(query, CHANNELS), SearchScope()) for query in QUERIES]
    finally:
        engine.close()


def test_a_rebuilt_index_gives_the_same_hits(library: Home) -> None:
    before = hits(library)
    assert rebuild_index(library.library.settings) > 0
    assert hits(library) == before


def test_a_rebuilt_index_is_recorded_without_a_graph(library: Home) -> None:
    folder, collection = library.library.settings.index_dir, collection_name(library.library.models)
    folder.mkdir(parents=True, exist_ok=True)
    set_active_shard(folder, collection, Shard(collection, graph_points=100_000))
    rebuild_index(library.library.settings)
    assert active_shard(folder, collection) == Shard(collection)


def test_no_model_is_loaded(library: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a model was loaded")

    monkeypatch.setattr(cache.ModelCache, "get", refuse)
    assert rebuild_index(library.library.settings) > 0


def test_points_that_are_not_published_are_dropped(library: Home) -> None:
    engine = SearchEngine(library.library.settings, library.library.models)
    index = engine.open()
    engine.load(fill=True)
    count = index.count()
    engine.close()
    library.library.store.remove_video(next(iter(library.library.store.published())))
    assert 0 < rebuild_index(library.library.settings) < count


def test_an_index_that_a_service_owns_is_refused(library: Home) -> None:
    service = SearchService(library.library.settings)
    service.open_index(url="http://127.0.0.1:1")
    try:
        with pytest.raises(IndexInUse, match=r"ask it at http://127\.0\.0\.1:1"):
            rebuild_index(library.library.settings)
    finally:
        service.close()
