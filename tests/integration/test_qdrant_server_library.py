"""A library with a server index: publishing, changing the model set, deletion, lost points.

The server is qdrant-client's in-memory mode, one for all who open it, each request whole.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient, models

from tests.support.index.in_memory_server import SerialisedClient
from tests.support.library.home import Home
from tests.support.models.standard_set import STANDARD
from vindex_assets.cli.ingest import run_due
from vindex_assets.cli.reindex import reindex, videos_to_reindex
from vindex_assets.completeness.check import check
from vindex_assets.uploads.delete import forget_videos
from vindex_search.index import factory
from vindex_search.index.base import ALIAS, Index
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.models.active_set import active_model_set, collection_name
from vindex_search.models.catalogue import ModelSet, model_set
from vindex_search.query.rebuild import rebuild_index
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
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


@pytest.fixture
def films(home: Home, server: QdrantClient, standard_models: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    monkeypatch.setenv("VINDEX_QDRANT_URL", "http://localhost:6333")
    monkeypatch.setenv("VINDEX_MODELS_DIR", str(standard_models))
    settings.cache_clear()
    made = tuple(home.upload_film(f"team/{name}.mp4", f"This is the film of {name}.") for name in ("tides", "locks"))
    run_due(home.instance, home.library, on_start=quiet)
    return made


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


def test_published_videos_are_found_on_the_server(home: Home, films: tuple[str, ...]) -> None:
    assert search_results(home) == set(films)
    assert not (home.library.settings.index_dir / collection_name(OFFLINE)).exists()


def test_the_alias_follows_the_active_model_set(home: Home, films: tuple[str, ...], server: QdrantClient) -> None:
    assert videos_to_reindex(home.library, STANDARD) == sorted(films)
    assert reindex(home.instance, home.library, "standard", on_start=quiet).missing == ()
    (alias,) = server.get_aliases().aliases
    assert (alias.alias_name, alias.collection_name) == (ALIAS, collection_name(STANDARD))
    assert active_model_set(home.library.settings) == STANDARD
    reindex(home.instance, home.library, "offline", on_start=quiet)
    (alias,) = server.get_aliases().aliases
    assert alias.collection_name == collection_name(OFFLINE)


def test_a_dropped_collection_is_reindexed(home: Home, films: tuple[str, ...], server: QdrantClient) -> None:
    reindex(home.instance, home.library, "standard", on_start=quiet)
    server.delete_collection(collection_name(OFFLINE))
    assert videos_to_reindex(home.library, OFFLINE) == sorted(films)


def test_a_dropped_collection_is_rebuilt_with_the_same_answers(
    home: Home, films: tuple[str, ...], server: QdrantClient
) -> None:
    before = search_results(home)
    server.delete_collection(collection_name(OFFLINE))
    assert rebuild_index(home.library.settings) > 0
    assert search_results(home) == before


def test_a_forgotten_video_is_deleted_from_every_collection(
    home: Home, films: tuple[str, ...], server: QdrantClient
) -> None:
    reindex(home.instance, home.library, "standard", on_start=quiet)
    forget_videos(home.instance, home.library, [films[0]], uploads=True)
    for one in (OFFLINE, STANDARD):
        points, _ = server.scroll(collection_name(one), limit=1000)
        assert {(point.payload or {})["video_id"] for point in points} == {films[1]}
    assert search_results(home) == {films[1]}


def test_lost_points_are_detected_and_published_again(home: Home, films: tuple[str, ...], server: QdrantClient) -> None:
    assert check(home.instance, home.library, now=time.time()).missing == []
    lost = models.Filter(must=[models.FieldCondition(key="video_id", match=models.MatchValue(value=films[0]))])
    speech = models.FieldCondition(key="channel", match=models.MatchValue(value="speech"))
    server.delete(collection_name(OFFLINE), models.Filter(must=[*lost.must, speech]))  # type: ignore[misc]  # a list, as written above
    (missing,) = check(home.instance, home.library, now=time.time()).missing
    assert (missing.video_id, missing.reason) == (films[0], "the index holds 0 of its 1 points")
    run_due(home.instance, home.library, on_start=quiet)
    assert check(home.instance, home.library, now=time.time()).missing == []
    assert search_results(home) == set(films)
