"""The requests to a Qdrant server, as they are sent: what the client's in-memory mode does not implement.

Payload indexes and the tenant, strict mode, quantisation and rescoring, and `wait` for the last batch only.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from qdrant_client import QdrantClient

from tests.support.index.points import DIM, points
from vindex_search.contract.ids import video_id
from vindex_search.index.base import INDEXED_FIELDS, TEXT_VECTOR, UPSERT_BATCH
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.index.types import ChannelQuery, Dimensions

TALK = video_id("b", "team/talk.mp4")
NAME = "vindex-test"
SIZES = Dimensions(text=DIM, visual=8)
DONE = {"operation_id": 1, "status": "completed"}
POINTS = UPSERT_BATCH + 10


class Recorder(ThreadingHTTPServer):
    """Records every request: method, path with query string, body."""

    requests: list[tuple[str, str, Any]]


class Handler(BaseHTTPRequestHandler):
    server: Recorder

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests.append((self.command, self.path, json.loads(body) if body else None))
        data = json.dumps({"result": result(self.path, self.command), "status": "ok", "time": 0.0}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 - names of the base class

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def result(path: str, method: str) -> Any:
    """The smallest result that the client accepts."""
    if path.endswith("/exists"):
        return {"exists": False}
    if path.endswith("/points/count"):
        return {"count": POINTS}
    if path.endswith("/points/query/batch"):
        return [{"points": []}]
    if path.endswith("/points") and method == "POST":
        return []
    if path == f"/collections/{NAME}" and method == "GET":
        numbers = {"status": "green", "optimizer_status": "ok", "segments_count": 1, "points_count": 0}
        optimizers = {"deleted_threshold": 0.2, "vacuum_min_vector_number": 1000, "default_segment_number": 0}
        config = {
            **{"params": {}, "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000}},
            "optimizer_config": {**optimizers, "flush_interval_sec": 5},
        }
        return {**numbers, "config": config, "payload_schema": {}}
    return DONE if "/points" in path or "/index" in path else True


@pytest.fixture
def server() -> Iterator[Recorder]:
    made = Recorder(("127.0.0.1", 0), Handler)
    made.requests = []
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture(params=[False, True], ids=["original", "quantised"])
def index(request: pytest.FixtureRequest, server: Recorder) -> Iterator[QdrantServerIndex]:
    client = QdrantClient(f"http://127.0.0.1:{server.server_address[1]}", check_compatibility=False)
    made = QdrantServerIndex(client, NAME, SIZES, quantised=request.param, grace_s=0.0)
    yield made
    made.close()


def bodies(server: Recorder, method: str, path: str) -> list[Any]:
    return [
        body
        for sent_method, sent_path, body in server.requests
        if sent_method == method and sent_path.split("?")[0] == path
    ]


def test_the_collection_is_strict_and_has_an_index_for_every_filtered_field(
    index: QdrantServerIndex, server: Recorder
) -> None:
    index.ensure()
    (made,) = bodies(server, "PUT", f"/collections/{NAME}")
    assert {name: params["size"] for name, params in made["vectors"].items()} == {"text": DIM, "visual": 8}
    assert made["sparse_vectors"]["words"] == {"modifier": "idf"}
    strict = made["strict_mode_config"]
    assert strict["enabled"] is True
    assert strict["unindexed_filtering_retrieve"] is strict["unindexed_filtering_update"] is False
    assert bool(made.get("quantization_config")) == index._quantised
    indexes = {body["field_name"]: body["field_schema"] for body in bodies(server, "PUT", f"/collections/{NAME}/index")}
    assert set(indexes) == INDEXED_FIELDS
    keywords = {name: schema for name, schema in indexes.items() if isinstance(schema, dict)}
    assert {name for name, schema in keywords.items() if schema.get("is_tenant")} == {"workspace"}


def test_only_the_last_batch_waits(index: QdrantServerIndex, server: Recorder) -> None:
    index.publish(TALK, points(TALK, "aa", rows=POINTS))
    paths = [path for method, path, _ in server.requests if method == "PUT" and "/points" in path]
    assert [path.partition("wait=")[2] for path in paths] == ["false", "true", "true"], "two batches, then the head"


def test_the_head_is_written_after_all_points(index: QdrantServerIndex, server: Recorder) -> None:
    index.publish(TALK, points(TALK, "aa", rows=POINTS))
    *batches, last = [body["points"] for body in bodies(server, "PUT", f"/collections/{NAME}/points")]
    assert [len(batch) for batch in batches] == [UPSERT_BATCH, 10]
    (head,) = last
    assert head["payload"] == {
        **{"video_id": TALK, "workspace": "team", "channel": "head"},
        **{"generation": f"{TALK}@aa", "settled": True},
    }


def test_quantised_candidates_are_rescored(index: QdrantServerIndex, server: Recorder) -> None:
    index.query(
        [
            ChannelQuery(
                channel="speech", using=TEXT_VECTOR, vector=[1.0, 0.0, 0.0, 0.0], point_channels=("speech",), limit=10
            )
        ]
    )
    (request, *_) = bodies(server, "POST", f"/collections/{NAME}/points/query/batch")
    (search,) = request["searches"]
    rescored = {"quantization": {"rescore": True, "oversampling": 2.0}}
    assert (search.get("params") or {}).get("quantization") == (rescored["quantization"] if index._quantised else None)
