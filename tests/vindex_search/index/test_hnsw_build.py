"""Builds of the HNSW graph: when one is due, and its result."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.index.points import DIM, points
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index.hnsw_build import GROWTH_FACTOR, MIN_POINTS, HnswBuild, should_build_graph
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
        (MIN_POINTS - 1, 0, False),
        (MIN_POINTS, 0, True),
        (MIN_POINTS, MIN_POINTS, False),
        (int(MIN_POINTS * GROWTH_FACTOR) - 1, MIN_POINTS, False),
        (int(MIN_POINTS * GROWTH_FACTOR), MIN_POINTS, True),
    ],
)
def test_a_graph_is_due_by_size_and_growth(count: int, graph_points: int, expected: bool) -> None:
    assert should_build_graph(count, Shard("vindex-a", graph_points=graph_points)) == expected


def test_a_build_makes_a_shard_of_the_published_points(tmp_path: Path) -> None:
    store, stamp = Store(tmp_path / "store", "vindex-test"), Stamp((), "1")
    store.write_table(TALK, POINTS, points(TALK, stamp.fingerprint), stamp)
    store.publish(TALK, stamp.fingerprint, 3)
    graph_build = HnswBuild(tmp_path / "index", "vindex-test", str(tmp_path / "store"), SIZES)
    assert graph_build._process.wait(timeout=60) == graph_build.exit_status() == 0
    index = QdrantEdgeIndex(graph_build.folder, SIZES)
    index.ensure()
    assert index.generations() == {Generation(TALK, stamp.fingerprint): 3}
    assert index.count() == 3
    index.close()
