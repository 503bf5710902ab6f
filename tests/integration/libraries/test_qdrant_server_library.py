"""A library with a server index: publishing, changing the model set, deletion, lost points.

The server is qdrant-client's in-memory mode, one for all who open it, each request whole.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient, models

from tests.support.index.in_memory_server import SerialisedClient
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import indexed_library, open_copied_home
from tests.support.models.standard_set import STANDARD
from tests.support.session.session_cache import SessionCache
from vindex_assets.cli.ingest import run_due
from vindex_assets.cli.reindex import reindex, videos_to_reindex
from vindex_assets.completeness.check import check
from vindex_assets.uploads.removal.delete import forget_videos
from vindex_search.contract.ids import video_id
from vindex_search.index import factory
from vindex_search.index.base import ALIAS, Index
from vindex_search.index.follower import catch_up
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.models.active_set import active_model_set, collection_name, open_store
from vindex_search.models.catalogue import model_set
from vindex_search.models.model import ModelSet
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.query.upkeep.rebuild import rebuild_index
from vindex_search.settings import Settings, settings

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

OFFLINE = model_set("offline")


def quiet(*_: object) -> None:
    """Ignore the start of runs."""


class SharedClient(SerialisedClient):
    """A client that stays open when one of its users closes it."""

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[QdrantClient]:
    client = QdrantClient(":memory:")
    shared: Any = SharedClient(client)

    def open_index(_: Settings, models: ModelSet) -> Index:
        return QdrantServerIndex(shared, collection_name(models), factory.dimensions(models), grace_s=0.0)

    monkeypatch.setattr(factory, "open_server_index", open_index)
    yield client
    client.close()


SAID = {f"team/{name}.mp4": f"This is the film of {name}." for name in ("tides", "locks")}


@contextmanager
def with_server(folder: Path, copied: Path, models_dir: Path) -> Iterator[Home]:
    """A copy of a library, whose points are on the server, in the collections of all sets that it has points of."""
    with open_copied_home(copied, folder) as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("VINDEX_QDRANT_URL", "http://localhost:6333")
        patch.setenv("VINDEX_MODELS_DIR", str(models_dir))
        settings.cache_clear()
        for models_of in (OFFLINE, STANDARD):
            store, index = (
                open_store(home.library.settings, models_of),
                factory.open_server_index(settings(), models_of),
            )
            if store.published():
                index.ensure()
                catch_up(store, index)
        yield home


@pytest.fixture
def library(session_cache: SessionCache, tmp_path: Path, server: QdrantClient, standard_models: Path) -> Iterator[Home]:
    """Two films, indexed with the offline set."""
    with with_server(tmp_path / "home", indexed_library(session_cache, SAID), standard_models) as home:
        yield home


@pytest.fixture
def reindexed(
    session_cache: SessionCache, tmp_path: Path, server: QdrantClient, standard_models: Path
) -> Iterator[Home]:
    """Two films, indexed with the offline set and then with the standard set."""

    def make(folder: Path) -> None:
        with (
            open_copied_home(indexed_library(session_cache, SAID), folder) as home,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setenv("VINDEX_MODELS_DIR", str(standard_models))
            settings.cache_clear()
            assert reindex(home.instance, home.library, "standard", on_start=quiet).missing == ()

    with with_server(tmp_path / "home", session_cache.get("library-reindexed", make), standard_models) as home:
        yield home


def films_of(home: Home) -> tuple[str, ...]:
    return tuple(video_id(home.library.bucket.name, key) for key in SAID)


def search_results(home: Home) -> set[str]:
    """The ids of the videos that a search finds."""
    service = SearchService(home.library.settings)
    service.open_index()
    try:
        service.load(follow=False)
        answer = service.search(SearchRequest("the film of tides"), limit=10)
        return {moment.video.video_id for moment in answer.moments}
    finally:
        service.close()


def test_published_videos_are_found_on_the_server(
    home: Home, server: QdrantClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINDEX_QDRANT_URL", "http://localhost:6333")
    settings.cache_clear()
    film = home.upload_film("team/tides.mp4", "This is the film of tides.")
    run_due(home.instance, home.library, on_start=quiet)
    assert search_results(home) == {film}
    assert not (home.library.settings.index_dir / collection_name(OFFLINE)).exists()


def test_the_alias_follows_the_active_model_set(library: Home, server: QdrantClient) -> None:
    assert videos_to_reindex(library.library, STANDARD) == sorted(films_of(library))
    assert reindex(library.instance, library.library, "standard", on_start=quiet).missing == ()
    (alias,) = server.get_aliases().aliases
    assert (alias.alias_name, alias.collection_name) == (ALIAS, collection_name(STANDARD))
    assert active_model_set(library.library.settings) == STANDARD
    reindex(library.instance, library.library, "offline", on_start=quiet)
    (alias,) = server.get_aliases().aliases
    assert alias.collection_name == collection_name(OFFLINE)


def test_a_dropped_collection_is_reindexed(reindexed: Home, server: QdrantClient) -> None:
    assert videos_to_reindex(reindexed.library, OFFLINE) == []
    server.delete_collection(collection_name(OFFLINE))
    assert videos_to_reindex(reindexed.library, OFFLINE) == sorted(films_of(reindexed))


def test_a_dropped_collection_is_rebuilt_with_the_same_answers(library: Home, server: QdrantClient) -> None:
    before = search_results(library)
    assert before == set(films_of(library))
    server.delete_collection(collection_name(OFFLINE))
    assert rebuild_index(library.library.settings) > 0
    assert search_results(library) == before


def test_a_forgotten_video_is_deleted_from_every_collection(reindexed: Home, server: QdrantClient) -> None:
    forgotten, kept = films_of(reindexed)
    for one in (OFFLINE, STANDARD):
        assert videos_on(server, one) == {forgotten, kept}
    forget_videos(reindexed.instance, reindexed.library, [forgotten], uploads=True)
    for one in (OFFLINE, STANDARD):
        assert videos_on(server, one) == {kept}
    assert search_results(reindexed) == {kept}


def videos_on(server: QdrantClient, of: ModelSet) -> set[str]:
    """The videos of which a collection has points."""
    points, _ = server.scroll(collection_name(of), limit=1000)
    return {(point.payload or {})["video_id"] for point in points}


def test_lost_points_are_detected_and_published_again(library: Home, server: QdrantClient) -> None:
    films = films_of(library)
    assert check(library.instance, library.library, now=time.time()).missing == []
    lost = models.FieldCondition(key="video_id", match=models.MatchValue(value=films[0]))
    speech = models.FieldCondition(key="channel", match=models.MatchValue(value="speech"))
    server.delete(collection_name(OFFLINE), models.Filter(must=[lost, speech]))
    (missing,) = check(library.instance, library.library, now=time.time()).missing
    assert (missing.video_id, missing.reason) == (films[0], "the index holds 0 of its 1 points")
    run_due(library.instance, library.library, on_start=quiet)
    assert check(library.instance, library.library, now=time.time()).missing == []
    assert search_results(library) == set(films)
