"""The factory of indexes: dimensions of a model set, and API keys that are never sent unencrypted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.support.index.recording_server import recording_server
from vindex_search.contract.ids import video_id
from vindex_search.index import factory
from vindex_search.index.factory import dimensions, embedded_index, open_server_index, remove_points
from vindex_search.index.shards import Shard, set_active_shard
from vindex_search.models.active_set import collection_name
from vindex_search.models.catalogue import SETS, model_set
from vindex_search.settings import Settings

OFFLINE = model_set("offline")
TALK = video_id("b", "team/talk.mp4")


@pytest.mark.parametrize("url", ["http://localhost:6333", "http://127.0.0.1:6333"])
@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")
def test_a_key_may_be_sent_unencrypted_to_loopback(url: str) -> None:
    open_server_index(Settings(qdrant_url=url, qdrant_api_key="hidden"), OFFLINE).close()


def test_a_key_is_not_sent_unencrypted_to_other_hosts() -> None:
    settings = Settings(qdrant_url="http://qdrant.example:6333", qdrant_api_key="hidden")
    with pytest.raises(
        ValueError, match=r"http://qdrant\.example:6333 would have the API key sent unencrypted"
    ) as raised:
        open_server_index(settings, OFFLINE)
    assert "hidden" not in str(raised.value)


def test_a_set_without_a_vision_model_has_no_visual_dimension() -> None:
    assert dimensions(OFFLINE).visual is None
    assert dimensions(model_set("standard")).visual == 768


def test_the_points_of_a_removed_video_go_from_the_collections_of_all_sets() -> None:
    with recording_server() as server:
        server.results["GET /exists"] = {"exists": True}
        remove_points(Settings(qdrant_url=server.url), TALK)
        deletions = Counter(request.path for request in server.sent("POST", "/points/delete"))
    assert deletions == {f"/collections/{collection_name(models)}/points/delete": 2 for models in SETS.values()}


def test_nothing_is_asked_to_remove_from_an_embedded_index(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a server was asked")

    monkeypatch.setattr(factory, "open_server_index", refuse)
    remove_points(Settings(qdrant_url=""), TALK)


@pytest.mark.parametrize(("setting", "quantised"), [("scalar", True), ("none", False)])
def test_the_collection_is_that_of_the_model_set_and_quantised_as_set(setting: str, quantised: bool) -> None:
    with recording_server() as server:
        index = open_server_index(Settings(qdrant_url=server.url, quantisation=setting), OFFLINE)
        index.ensure()
        index.close()
        (made,) = server.bodies("PUT", f"/collections/{collection_name(OFFLINE)}")
    assert (made.get("quantization_config") is not None) == quantised
    assert {name: params["size"] for name, params in made["vectors"].items()} == {"text": OFFLINE.text.dim}


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")
def test_the_key_of_the_settings_is_sent() -> None:
    with recording_server() as server:
        index = open_server_index(Settings(qdrant_url=server.url, qdrant_api_key="hidden"), OFFLINE)
        index.drop()
        index.close()
        assert [request.key for request in server.requests] == ["hidden"]


def test_the_embedded_index_is_the_active_shard(tmp_path: Path) -> None:
    settings, collection = Settings(home=tmp_path), collection_name(OFFLINE)
    settings.index_dir.mkdir()
    set_active_shard(settings.index_dir, collection, Shard(f"{collection}.1f"))
    index = embedded_index(settings, OFFLINE)
    index.ensure()
    index.close()
    assert [path.name for path in settings.index_dir.iterdir() if path.is_dir()] == [f"{collection}.1f"]
