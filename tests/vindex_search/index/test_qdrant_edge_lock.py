"""The lock of the embedded index: no call gets between the steps of another one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.critical_section import CriticalSection
from tests.support.index.points import DIM, points
from tests.support.index.watched_shard import watch_shards
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index import qdrant_edge
from vindex_search.index.base import TEXT_VECTOR
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import ChannelQuery, Dimensions

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
SIZES = Dimensions(text=DIM, visual=None)
SPEECH = ChannelQuery(
    channel="speech", using=TEXT_VECTOR, vector=[1.0, 0.0, 0.0, 0.0], point_channels=("speech",), limit=10
)
CALLS: dict[str, tuple[int, Callable[[QdrantEdgeIndex], object]]] = {  # how many calls to the shard each makes
    "publish": (3, lambda index: index.publish(TALK, points(TALK, "bb"))),
    "bulk load": (2, lambda index: index.bulk_load([points(FILM, "aa")])),
    "remove": (2, lambda index: index.remove(TALK)),
    "generations": (2, lambda index: index.generations()),
    "languages": (2, lambda index: index.languages()),
    "query": (1, lambda index: index.query([SPEECH])),
    "scores": (1, lambda index: index.scores([SPEECH])),
    "point times": (2, lambda index: index.point_times(Generation(TALK, "aa"))),
    "count": (1, lambda index: index.count()),
    "optimize": (2, lambda index: index.optimize()),
    "close": (2, lambda index: index.close()),
}


@pytest.mark.parametrize(
    ("name", "hold_at"), [(name, step) for name, (steps, _) in CALLS.items() for step in range(1, steps + 1)]
)
def test_nothing_gets_between_the_steps_of_a_call(
    shard_folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, hold_at: int
) -> None:
    section = CriticalSection(monkeypatch, qdrant_edge, hold_at=hold_at)
    watch_shards(monkeypatch, lambda _: section.step())
    index = QdrantEdgeIndex(shard_folder / "index", SIZES)
    index.ensure()
    index.publish(TALK, points(TALK, "aa"))
    _, call = CALLS[name]

    def look() -> None:
        if name != "close":
            index.count()
        else:
            with pytest.raises(RuntimeError, match="closed"):
                index.count()

    assert section.check(lambda: call(index), look)
    index.close()
