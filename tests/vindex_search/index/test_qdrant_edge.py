"""The embedded index: persistence, and reads during a replacement."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.support.index.points import DIM, points
from tests.support.waiting import rounds
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index.base import TEXT_VECTOR
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import ChannelQuery, Dimensions

TALK = video_id("b", "team/talk.mp4")
SIZES = Dimensions(text=DIM, visual=3)
EVERYTHING = ChannelQuery(
    channel="speech", using=TEXT_VECTOR, vector=[1.0, 0.0, 0.0, 0.0], point_channels=("speech",), limit=10
)


def test_points_persist(tmp_path: Path) -> None:
    first = QdrantEdgeIndex(tmp_path / "index", SIZES)
    first.ensure()
    first.publish(TALK, points(TALK, "aa"))
    first.close()
    second = QdrantEdgeIndex(tmp_path / "index", SIZES)
    second.ensure()
    assert second.generations() == {Generation(TALK, "aa"): 3}
    second.close()


def test_a_closed_index_refuses_requests(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="closed"):
        QdrantEdgeIndex(tmp_path, SIZES).count()


def test_a_reader_sees_exactly_one_generation(tmp_path: Path) -> None:
    index = QdrantEdgeIndex(tmp_path / "index", SIZES)
    index.ensure()
    index.publish(TALK, points(TALK, "0"))
    seen: list[set[str | None]] = []
    done = threading.Event()

    def read() -> None:
        for _ in rounds():
            if done.is_set():
                break
            (hits,) = index.query([EVERYTHING])
            seen.append({hit.text.split(" of ")[1] if hit.text else None for hit in hits})

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for generation in range(1, 30):
            index.publish(TALK, points(TALK, str(generation)))
    finally:
        done.set()
        reader.join()
    index.close()
    assert seen
    assert all(len(generations) == 1 for generations in seen)
