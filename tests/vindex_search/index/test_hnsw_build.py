"""Builds of the HNSW graph: when one is due, and its result."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.support.concurrency.waiting import until
from tests.support.index.points import DIM, points
from tests.support.index.watched_shard import watch_shards
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index import hnsw_build
from vindex_search.index.hnsw_build import HnswBuild, should_build_graph
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.shards import Shard
from vindex_search.index.types import Dimensions
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

TALK = video_id("b", "team/talk.mp4")
SIZES = Dimensions(text=DIM, visual=None)


@pytest.mark.parametrize(
    ("count", "graph_points", "expected"),
    [
        (49_999, 0, False),
        (50_000, 0, True),
        (50_000, 50_000, False),
        (74_999, 50_000, False),
        (75_000, 50_000, True),
    ],
)
def test_a_graph_is_due_by_size_and_growth(count: int, graph_points: int, expected: bool) -> None:
    assert should_build_graph(count, Shard("vindex-a", graph_points=graph_points)) == expected


def test_a_build_makes_a_shard_of_the_published_points(tmp_path: Path) -> None:
    store, stamp = Store(tmp_path / "store", "vindex-test"), Stamp((), "1")
    store.write_table(TALK, POINTS, points(TALK, stamp.fingerprint), stamp)
    store.publish(TALK, stamp.fingerprint, 3)
    graph_build = HnswBuild(tmp_path / "index", "vindex-test", str(tmp_path / "store"), SIZES)
    until(lambda: graph_build.exit_status() is not None)
    assert graph_build.exit_status() == 0
    index = QdrantEdgeIndex(graph_build.folder, SIZES)
    index.ensure()
    assert index.generations() == {Generation(TALK, stamp.fingerprint): 3}
    assert index.count() == 3
    index.close()


def test_a_stopped_build_has_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hnsw_build, "COMMAND", ("/bin/sh", "-c", "exec sleep 300", "build"))
    graph_build = HnswBuild(tmp_path / "index", "vindex-test", str(tmp_path / "store"), SIZES)
    assert graph_build.exit_status() is None
    graph_build.stop()
    assert graph_build.exit_status() == -signal.SIGKILL
    graph_build.stop()


def test_a_build_in_this_process_has_the_points_of_the_store_and_a_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    watch_shards(monkeypatch, steps.append)
    store, stamp = Store(tmp_path / "store", "vindex-test"), Stamp((), "1")
    store.write_table(TALK, POINTS, points(TALK, stamp.fingerprint), stamp)
    store.publish(TALK, stamp.fingerprint, 3)
    hnsw_build.build(tmp_path / "new", "vindex-test", str(tmp_path / "store"), SIZES)
    assert steps[-4:] == ["optimize", "flush", "flush", "close"]
    index = QdrantEdgeIndex(tmp_path / "new", SIZES)
    index.ensure()
    assert index.generations() == {Generation(TALK, stamp.fingerprint): 3}
    index.close()
