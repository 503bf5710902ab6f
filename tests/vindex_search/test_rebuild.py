"""rebuild: the index from the stored points alone gives the same answers."""

from __future__ import annotations

import pytest

from tests.support.library.home import Home
from vindex_assets.ingest import run_due
from vindex_search.contract import CHANNELS
from vindex_search.index.lock import IndexInUse
from vindex_search.index.shards import Shard, current, point_to
from vindex_search.live import collection_name
from vindex_search.models import cache
from vindex_search.opened import Opened
from vindex_search.rebuild import rebuild
from vindex_search.retrieve import Scope
from vindex_search.service import SearchService

QUERIES = ("the tide turns", "bread", "a lock opens at noon")


@pytest.fixture
def library(home: Home) -> Home:
    for name, text in {"tides": "The tide turns.", "locks": "The lock opens.", "bread": "Bread rises."}.items():
        home.film(f"team/{name}.mp4", text)
    run_due(home.instance, home.library, started=lambda *_: None)
    return home


def hits(home: Home) -> list[object]:
    opened = Opened(home.library.settings, home.library.models)
    opened.open()
    try:
        opened.load(fill=True)
        return [opened.retriever.hits(opened.retriever.vectors(query, CHANNELS), Scope()) for query in QUERIES]
    finally:
        opened.close()


def test_a_rebuilt_index_gives_the_same_hits(library: Home) -> None:
    before = hits(library)
    assert rebuild(library.library.settings) > 0
    assert hits(library) == before


def test_a_rebuilt_index_is_known_to_have_no_graph(library: Home) -> None:
    folder, collection = library.library.settings.index_dir, collection_name(library.library.models)
    folder.mkdir(parents=True, exist_ok=True)
    point_to(folder, collection, Shard(collection, graph_points=100_000))
    rebuild(library.library.settings)
    assert current(folder, collection) == Shard(collection)


def test_no_model_is_loaded(library: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a model was asked for")

    monkeypatch.setattr(cache.ModelCache, "get", refuse)
    assert rebuild(library.library.settings) > 0


def test_points_that_nobody_published_are_gone(library: Home) -> None:
    opened = Opened(library.library.settings, library.library.models)
    index = opened.open()
    opened.load(fill=True)
    count = index.count()
    opened.close()
    library.library.store.remove(next(iter(library.library.store.published())))
    assert 0 < rebuild(library.library.settings) < count


def test_an_index_that_a_service_owns_is_left_alone(library: Home) -> None:
    service = SearchService(library.library.settings)
    service.take_index(url="http://127.0.0.1:1")
    try:
        with pytest.raises(IndexInUse, match=r"ask it at http://127\.0\.0\.1:1"):
            rebuild(library.library.settings)
    finally:
        service.close()
