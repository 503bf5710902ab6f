"""The lock of the embedded index: no call gets between the steps of another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.concurrency.critical_section import CriticalSection
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
OLD, NEW = {"aa": 3}, {"bb": 3}
CLOSED: dict[str, int] = {"closed": 0}


@dataclass(frozen=True)
class Call:
    """A call to the index, how many calls to the shard it makes, and what is found between two of them or after it."""

    make: Callable[[QdrantEdgeIndex], object]
    steps: int
    leaves: dict[str, int]


CALLS = {
    "publish": Call(lambda index: index.publish(TALK, points(TALK, "bb")), 3, NEW),
    "bulk load": Call(lambda index: index.bulk_load([points(FILM, "cc")]), 2, {**OLD, "cc": 3}),
    "remove": Call(lambda index: index.remove(TALK), 2, {}),
    "generations": Call(lambda index: index.generations(), 2, OLD),
    "languages": Call(lambda index: index.languages(), 2, OLD),
    "query": Call(lambda index: index.query([SPEECH]), 1, OLD),
    "scores": Call(lambda index: index.scores([SPEECH]), 1, OLD),
    "point times": Call(lambda index: index.point_times(Generation(TALK, "aa")), 2, OLD),
    "count": Call(lambda index: index.count(), 1, OLD),
    "optimize": Call(lambda index: index.optimize(), 2, OLD),
    "close": Call(lambda index: index.close(), 2, CLOSED),
}


def found(index: QdrantEdgeIndex) -> dict[str, int]:
    """Number of hits by fingerprint of their generation."""
    try:
        (hits,) = index.query([SPEECH])
    except RuntimeError:
        return CLOSED
    return Counter((hit.text or "").rpartition(" ")[2] for hit in hits)


@pytest.mark.parametrize(
    ("name", "hold_at"), [(name, step) for name, call in CALLS.items() for step in range(1, call.steps + 1)]
)
def test_nothing_gets_between_the_steps_of_a_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, hold_at: int
) -> None:
    section = CriticalSection(monkeypatch, qdrant_edge, hold_at=hold_at, hand_over=True)
    watch_shards(monkeypatch, lambda _: section.step())
    index = QdrantEdgeIndex(tmp_path / "index", SIZES)
    index.ensure()
    index.publish(TALK, points(TALK, "aa"))
    call, seen = CALLS[name], list[dict[str, int]]()
    assert section.check(lambda: call.make(index), lambda: seen.append(found(index)))
    assert seen == [call.leaves]
    index.close()


def test_every_call_has_as_many_steps_as_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    watch_shards(monkeypatch, steps.append)
    index = QdrantEdgeIndex(tmp_path / "index", SIZES)
    index.ensure()
    index.publish(TALK, points(TALK, "aa"))
    for name, call in CALLS.items():
        index.publish(TALK, points(TALK, "aa"))
        steps.clear()
        call.make(index)
        assert len(steps) == call.steps, name
