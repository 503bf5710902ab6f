"""The embedded index: what lasts, and the steps of each change."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.support.index.points import DIM, points
from tests.support.index.watched_shard import watch_shards
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index import qdrant_edge
from vindex_search.index.base import INDEXED_FIELDS, TEXT_VECTOR
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import ChannelQuery, Dimensions

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
CLIP = video_id("b", "other/clip.mp4")
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


def test_a_shard_whose_creation_was_cut_off_is_created_anew(tmp_path: Path) -> None:
    """Its configuration is the last of its files."""
    first = QdrantEdgeIndex(tmp_path / "index", SIZES)
    first.ensure()
    first.close()
    (tmp_path / "index" / "edge_config.json").unlink()
    second = QdrantEdgeIndex(tmp_path / "index", SIZES)
    second.ensure()
    second.publish(TALK, points(TALK, "aa"))
    assert second.generations() == {Generation(TALK, "aa"): 3}
    second.close()


def test_a_closed_index_refuses_requests(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="closed"):
        QdrantEdgeIndex(tmp_path, SIZES).count()


PUBLISHER = """
import os, sys
from pathlib import Path
from tests.support.index.points import DIM, points
from tests.support.index.watched_shard import watch_shards
from tests.vindex_search.index.qdrant_edge.test_qdrant_edge import FILM, SIZES, TALK
from vindex_search.index.qdrant_edge import QdrantEdgeIndex

folder = Path(sys.argv[1])
published, loaded, removed = (QdrantEdgeIndex(folder / name, SIZES) for name in ("published", "loaded", "removed"))
for index in (published, loaded, removed):
    index.ensure()
published.publish(TALK, points(TALK, "aa"))
loaded.bulk_load([points(TALK, "aa"), points(FILM, "aa")])
for video in (TALK, FILM):
    removed.publish(video, points(video, "aa"))
removed.remove(TALK)
os._exit(0)
"""


def test_what_was_written_outlasts_a_killed_process(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", PUBLISHER, str(tmp_path)], check=True, timeout=120)
    talk, film = Generation(TALK, "aa"), Generation(FILM, "aa")
    for name, kept in {"published": {talk: 3}, "loaded": {talk: 3, film: 3}, "removed": {film: 3}}.items():
        index = QdrantEdgeIndex(tmp_path / name, SIZES)
        index.ensure()
        assert index.generations() == kept, name
        index.close()


class Killed(BaseException):
    """The process ends here."""


class Steps:
    """Notes the calls to a shard, and kills before the one after `most`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        self.most: int | None = None
        watch_shards(monkeypatch, self._note)

    def _note(self, name: str) -> None:
        if self.most is not None and len(self.made) >= self.most:
            raise Killed
        self.made.append(name)

    def begin(self, most: int | None = None) -> None:
        """Forget what was noted."""
        self.made, self.most = [], most


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    return Steps(monkeypatch)


@pytest.fixture
def index(tmp_path: Path, steps: Steps) -> Iterator[QdrantEdgeIndex]:
    made = QdrantEdgeIndex(tmp_path / "index", SIZES)
    made.ensure()
    yield made
    steps.begin()
    made.close()


def test_every_change_is_flushed_before_it_returns(
    index: QdrantEdgeIndex, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flush is what lasts when the power fails; a process that is killed loses nothing without it either."""
    monkeypatch.setattr(qdrant_edge, "UPSERT_BATCH", 2)
    calls: dict[str, tuple[Callable[[], object], list[str]]] = {
        "publish": (
            lambda: index.publish(TALK, points(TALK, "aa")),
            ["upsert_points", "upsert_points", "delete_points_by_filter", "flush"],
        ),
        "bulk load": (
            lambda: index.bulk_load([points(FILM, "aa", rows=1), points(CLIP, "aa", rows=1)]),
            ["upsert_points", "upsert_points", "flush"],
        ),
        "remove": (lambda: index.remove(TALK), ["delete_points_by_filter", "flush"]),
        "optimize": (index.optimize, ["optimize", "flush"]),
        "close": (index.close, ["flush", "close"]),
    }
    for name, (call, expected) in calls.items():
        steps.begin()
        call()
        assert steps.made == expected, name


def test_every_filtered_field_has_an_index_from_the_start(tmp_path: Path, steps: Steps) -> None:
    for expected in (len(INDEXED_FIELDS), 0):
        steps.begin()
        index = QdrantEdgeIndex(tmp_path / "index", SIZES)
        index.ensure()
        assert steps.made.count("create_field_index") == expected
        assert steps.made[-1] == "flush"
        index.publish(TALK, points(TALK, "aa"))
        steps.begin()
        index.ensure()
        assert steps.made == [], "it is open"
        index.close()


def found(index: QdrantEdgeIndex) -> dict[str, int]:
    """Number of hits by fingerprint of their generation."""
    (hits,) = index.query([EVERYTHING])
    return Counter((hit.text or "").rpartition(" ")[2] for hit in hits)


@pytest.mark.parametrize("made", range(4))
def test_a_killed_publication_leaves_a_whole_generation_and_the_next_ends_right(
    index: QdrantEdgeIndex, steps: Steps, made: int
) -> None:
    index.publish(TALK, points(TALK, "old"))
    steps.begin(most=made)
    with pytest.raises(Killed) if made < 3 else nullcontext():
        index.publish(TALK, points(TALK, "new"))
    steps.begin()
    assert 3 in found(index).values()
    index.publish(TALK, points(TALK, "new"))
    assert found(index) == {"new": 3}
    assert index.generations() == {Generation(TALK, "new"): 3}
