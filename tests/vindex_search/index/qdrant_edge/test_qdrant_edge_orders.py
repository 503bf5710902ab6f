"""The embedded index: stopped after any call to its shard it says what it lacks, and the next service ends right.

In a running service no reader comes between two calls (`test_qdrant_edge_lock.py`). One that starts answers nothing
before its index has caught up with the store, so that a reader sees what a stop has left only where it is whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.index.points import DIM, points
from tests.support.storage.prefixes import Operation, check_every_prefix
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id
from vindex_search.index import qdrant_edge
from vindex_search.index.base import TEXT_VECTOR
from vindex_search.index.follower import catch_up, difference
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import ChannelQuery, Dimensions
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

SIZES = Dimensions(text=DIM, visual=None)
EVERYTHING = ChannelQuery(
    channel="speech", using=TEXT_VECTOR, vector=[1.0, 0.5, 0.2, 0.1], point_channels=("speech",), limit=100
)
VERSIONS = (Stamp((), "1"), Stamp((), "2"))
OLD, NEW = (Generation(video_id("b", "team/talk.mp4"), stamp.fingerprint) for stamp in VERSIONS)
FILM = Generation(video_id("b", "other/film.mp4"), VERSIONS[0].fingerprint)
STAMPS = {stamp.fingerprint: stamp for stamp in VERSIONS}


@pytest.fixture(autouse=True)
def _several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qdrant_edge, "UPSERT_BATCH", 2)


class Follow(Operation):
    """A service that starts, applies what the store has published, and ends.

    Attributes:
        before: Number of points by generation that are in the shard before; empty: there is no shard.
        after: Those that the store has published since.
    """

    before: Mapping[Generation, int]
    after: Mapping[Generation, int]

    def __init__(self, root: str) -> None:
        self.folder, self.store = Path(root) / "shard", Store(f"{root}/store", "vindex-test")
        if self.before:
            self._publish(self.before)
            self.act()
        for generation in self.before:
            self.store.unpublish(generation.video_id)
        self._publish(self.after)
        self.has_caught_up = False

    def _publish(self, rows: Mapping[Generation, int]) -> None:
        for of, count in rows.items():
            table = points(of.video_id, of.fingerprint, rows=count)
            self.store.write_table(of.video_id, POINTS, table, STAMPS[of.fingerprint])
            self.store.publish(of.video_id, of.fingerprint, count)

    @contextmanager
    def index(self) -> Iterator[QdrantEdgeIndex]:
        """As a service opens it; one that is stopped does not close it."""
        opened = QdrantEdgeIndex(self.folder, SIZES)
        opened.ensure()
        yield opened
        opened.close()

    def act(self) -> None:
        with self.index() as index:
            catch_up(self.store, index)
            self.has_caught_up = True

    def check_reader(self) -> None:
        """What is not whole is known to be so; what does not change stays; what a service has applied lasts."""
        with self.index() as index:
            left, (hits,) = index.generations(), index.query([EVERYTHING])
        assert Counter(hit.generation for hit in hits) == left
        todo = difference(self.store.published(), left)
        assert left == self.after or todo.apply or todo.remove
        assert left == self.after or not self.has_caught_up
        assert {(FILM, 1)} & self.before.items() <= left.items()

    def check_done(self) -> None:
        """That nothing is left to be done was seen by the last reader."""
        assert self.has_caught_up


class Replace(Follow):
    """A video by fewer points."""

    before, after = {FILM: 1, OLD: 4}, {FILM: 1, NEW: 3}


class Empty(Follow):
    """A video by no points at all."""

    before, after = {FILM: 1, OLD: 1}, {FILM: 1}

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self._publish({NEW: 0})


class Remove(Follow):
    """A video whose upload is gone."""

    before, after = {FILM: 1, OLD: 1}, {FILM: 1}


class First(Follow):
    """Two videos into a shard that has none yet."""

    before, after = dict[Generation, int](), {FILM: 1, NEW: 3}


@pytest.mark.parametrize("operation", [Replace, Empty, Remove])
def test_killed_anywhere_the_next_service_ends_right(operation: type[Follow], tmp_path: Path) -> None:
    made = check_every_prefix(operation, tmp_path, killed=True)
    assert any(effect.kind.startswith("shard") for effect in made)


@pytest.mark.slow
def test_wherever_the_power_fails_the_next_service_ends_right(tmp_path: Path) -> None:
    check_every_prefix(Replace, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("killed", [True, False])
def test_a_new_shard_that_is_stopped_anywhere_is_filled_by_the_next_service(tmp_path: Path, killed: bool) -> None:
    check_every_prefix(First, tmp_path, killed=killed)
