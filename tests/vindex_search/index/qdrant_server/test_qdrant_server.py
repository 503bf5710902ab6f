"""The requests to a Qdrant server, as they are sent: what the client's in-memory mode does not implement.

Payload indexes and the tenant, strict mode, quantisation and rescoring, and which writes wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from qdrant_client import QdrantClient

from tests.support.index.points import DIM, points
from tests.support.index.recording_server import COLLECTION, RecordingServer, recording_server
from vindex_search.contract.ids import video_id
from vindex_search.index.base import INDEXED_FIELDS, TEXT_VECTOR, UPSERT_BATCH, WORDS_VECTOR
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.index.qdrant_server_models import head_id
from vindex_search.index.types import ChannelQuery, Dimensions, PointFilter, SparseVector

TALK = video_id("b", "team/talk.mp4")
NAME = "vindex-test"
SIZES = Dimensions(text=DIM, visual=8)
POINTS = UPSERT_BATCH + 10


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with recording_server() as made:
        made.results["POST /points/count"] = {"count": POINTS}
        yield made


def open_index(server: RecordingServer, *, quantised: bool = False) -> QdrantServerIndex:
    client = QdrantClient(server.url, check_compatibility=False)
    as_set = {"quantised": True} if quantised else {}  # the default is not to
    return QdrantServerIndex(client, NAME, SIZES, grace_s=0.0, **as_set)


@pytest.fixture
def index(server: RecordingServer) -> Iterator[QdrantServerIndex]:
    made = open_index(server)
    yield made
    made.close()


@pytest.mark.parametrize("quantised", [False, True], ids=["original", "quantised"])
def test_the_collection_is_strict_and_has_an_index_for_every_filtered_field(
    server: RecordingServer, quantised: bool
) -> None:
    index = open_index(server, quantised=quantised)
    index.ensure()
    index.close()
    (made,) = server.bodies("PUT", f"/collections/{NAME}")
    assert {name: params["size"] for name, params in made["vectors"].items()} == {"text": DIM, "visual": 8}
    assert made["sparse_vectors"]["words"] == {"modifier": "idf"}
    strict = made["strict_mode_config"]
    assert strict["enabled"] is True
    assert strict["unindexed_filtering_retrieve"] is strict["unindexed_filtering_update"] is False
    assert (strict["max_query_limit"], strict["search_max_oversampling"]) == (200_000, 2.0)
    in_memory = {"scalar": {"type": "int8", "quantile": 0.99, "always_ram": True}}
    assert made.get("quantization_config") == (in_memory if quantised else None)
    indexes = {body["field_name"]: body["field_schema"] for body in server.bodies("PUT", f"/collections/{NAME}/index")}
    text = {"type": "text", "tokenizer": "multilingual", "lowercase": True, "phrase_matching": True}
    keyword = {"type": "keyword", "is_tenant": False}
    assert indexes == {
        **dict.fromkeys(("video_id", "channel", "generation", "language", "speaker", "tags"), keyword),
        **{"workspace": {**keyword, "is_tenant": True}, "text": text},
        **{"uploaded_at": "datetime", "start_s": "float", "end_s": "float"},
    }


def test_an_existing_collection_gets_the_indexes_that_it_lacks(
    index: QdrantServerIndex, server: RecordingServer
) -> None:
    server.results["GET /exists"] = {"exists": True}
    there = {name: {"data_type": "keyword", "points": 0} for name in INDEXED_FIELDS - {"tags"}}
    server.results[f"GET /collections/{NAME}"] = {**COLLECTION, "payload_schema": there}
    index.ensure()
    assert server.sent("PUT", f"/collections/{NAME}") == []
    assert [body["field_name"] for body in server.bodies("PUT", "/index")] == ["tags"]


@pytest.mark.parametrize("version", ["1.18.2", "1.9.0", "0.11.7"])
def test_a_server_that_cannot_count_by_workspace_is_refused(
    index: QdrantServerIndex, server: RecordingServer, version: str
) -> None:
    server.version = version
    with pytest.raises(RuntimeError, match=rf"has version {version}, .* allowed is 1\.19 or later"):
        index.ensure()
    assert [request.path for request in server.requests] == ["/"], "nothing is created there"


@pytest.mark.parametrize("version", ["1.19.0", "1.20.3-dev", "2.0.0", "unknown"])
def test_later_servers_are_taken(index: QdrantServerIndex, server: RecordingServer, version: str) -> None:
    server.version = version
    index.ensure()
    assert server.sent("PUT", f"/collections/{NAME}")


@pytest.mark.parametrize("quantised", [False, True], ids=["original", "quantised"])
def test_words_are_counted_over_the_workspaces_of_the_query(server: RecordingServer, quantised: bool) -> None:
    index = open_index(server, quantised=quantised)
    words = ChannelQuery(
        channel="words",
        using=WORDS_VECTOR,
        vector=SparseVector([7], [1.0]),
        point_channels=("speech", "screen"),
        limit=1,
        where=PointFilter(workspaces=("team", "tea")),
    )
    meaning = replace(words, channel="speech", using=TEXT_VECTOR, vector=[1.0] * DIM)
    for search in (words, replace(words, where=PointFilter()), meaning):
        index.query([search])
    index.close()
    (*searches,) = [search for body in server.bodies("POST", "/points/query/batch") for search in body["searches"]]
    counted = [(search.get("params") or {}).get("idf") for search in searches]
    corpus = {"must": [{"key": "workspace", "match": {"any": ["team", "tea"]}}], "must_not": []}
    assert counted == [{"corpus": corpus}, None, None]
    assert [bool((search.get("params") or {}).get("quantization")) for search in searches] == [quantised] * 3


def test_the_last_batch_waits_and_the_head_is_written_after_all_points(
    index: QdrantServerIndex, server: RecordingServer
) -> None:
    index.publish(TALK, points(TALK, "aa", rows=POINTS))
    sent = server.sent("PUT", f"/collections/{NAME}/points")
    assert [request.query for request in sent] == ["wait=false", "wait=true", "wait=true"], "two batches, then the head"
    *batches, last = [request.body["points"] for request in sent]
    assert [len(batch) for batch in batches] == [UPSERT_BATCH, 10]
    (head,) = last
    assert head["payload"] == {
        **{"video_id": TALK, "workspace": "team", "channel": "head"},
        **{"generation": f"{TALK}@aa", "settled": True},
    }


def test_a_replacement_waits_for_its_head_and_the_deletion(index: QdrantServerIndex, server: RecordingServer) -> None:
    old = {"video_id": TALK, "generation": f"{TALK}@old", "settled": True}
    server.results["POST /points"] = [{"id": head_id(TALK), "payload": old}]
    server.results["POST /points/count"] = {"count": 1}
    index.publish(TALK, points(TALK, "aa", rows=1))
    changes = [request for request in server.requests if "wait" in request.query]
    assert [(request.method, request.path.rpartition("/")[2], request.query) for request in changes] == [
        *(("PUT", "points", "wait=true"), ("PUT", "points", "wait=true")),
        *(("POST", "delete", "wait=true"), ("PUT", "points", "wait=true")),
    ]


def test_a_removal_waits_and_takes_the_head_first(index: QdrantServerIndex, server: RecordingServer) -> None:
    server.results["GET /exists"] = {"exists": True}
    index.remove(TALK)
    first, second = server.sent("POST", "/points/delete")
    assert first.query == second.query == "wait=true"
    assert [condition["key"] for condition in first.body["filter"]["must"]] == ["video_id", "channel"]
    assert [condition["key"] for condition in second.body["filter"]["must"]] == ["video_id"]


def test_nothing_is_removed_where_there_is_no_collection(index: QdrantServerIndex, server: RecordingServer) -> None:
    index.remove(TALK)
    assert [request.path for request in server.requests] == [f"/collections/{NAME}/exists"]


@pytest.mark.parametrize("quantised", [False, True], ids=["original", "quantised"])
def test_quantised_candidates_are_rescored(server: RecordingServer, quantised: bool) -> None:
    index = open_index(server, quantised=quantised)
    speech = ChannelQuery(
        channel="speech", using=TEXT_VECTOR, vector=[1.0, 0.0, 0.0, 0.0], point_channels=("speech",), limit=10
    )
    index.query([speech])
    index.scores([speech])
    index.close()
    for (search,) in (body["searches"] for body in server.bodies("POST", "/points/query/batch")):
        rescored = {"rescore": True, "oversampling": 2.0}
        assert (search.get("params") or {}).get("quantization") == (rescored if quantised else None)
