"""The follower: the difference between store and index, and applying it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.concurrency.waiting import until
from tests.support.index.points import DIM, points
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.ids import video_id
from vindex_search.index import follower as follower_module
from vindex_search.index.follower import IndexFollower, apply_changes, catch_up, difference
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import Dimensions
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
CLIP = video_id("b", "other/clip.mp4")

NAMES = st.sampled_from([TALK, FILM, CLIP])
GENERATIONS = st.builds(Generation, NAMES, st.sampled_from(["a", "b"]))
MARKS = st.builds(PublishedMark, GENERATIONS, st.integers(0, 3))
PUBLISHED = st.lists(MARKS).map(lambda marks: {mark.generation.video_id: mark for mark in marks})
INDEXED = st.dictionaries(GENERATIONS, st.integers(1, 3))


@given(PUBLISHED, INDEXED)
def test_applying_the_difference_makes_the_index_equal_to_the_store(
    published: dict[str, PublishedMark], indexed: dict[Generation, int]
) -> None:
    todo = difference(published, indexed)
    after = {
        generation: count
        for generation, count in indexed.items()
        if generation.video_id not in {*todo.apply, *todo.remove}
    }
    after |= {published[video].generation: published[video].points for video in todo.apply}
    assert after == {mark.generation: mark.points for mark in published.values() if mark.points}


@given(PUBLISHED)
def test_equal_store_and_index_have_no_difference(published: dict[str, PublishedMark]) -> None:
    indexed = {mark.generation: mark.points for mark in published.values() if mark.points}
    assert difference(published, indexed) == difference({}, {})


@pytest.fixture
def index(tmp_path: Path) -> QdrantEdgeIndex:
    made = QdrantEdgeIndex(tmp_path / "index", Dimensions(text=DIM, visual=None))
    made.ensure()
    return made


def publish(store: Store, video: str, code: str, rows: int = 3) -> Generation:
    stamp = Stamp((), code)
    store.write_table(video, POINTS, points(video, stamp.fingerprint, rows=rows), stamp)
    store.publish(video, stamp.fingerprint, rows)
    return Generation(video, stamp.fingerprint)


def test_the_index_follows_the_store(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    publish(store, TALK, "1")
    film = publish(store, FILM, "1")
    catch_up(store, index)
    talk = publish(store, TALK, "2", rows=1)
    catch_up(store, index)
    assert index.generations() == {talk: 1, film: 3}
    store.remove_video(FILM)
    catch_up(store, index)
    assert index.generations() == {talk: 1}
    index.close()


def test_an_incomplete_video_is_applied_again(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    talk = publish(store, TALK, "1")
    index.publish(TALK, store.read_table(TALK, POINTS).head(1))
    catch_up(store, index)
    assert index.generations() == {talk: 3}
    index.close()


@pytest.fixture
def _polls_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower_module, "POLL_S", 0.01)


@pytest.mark.usefixtures("_polls_often")
def test_the_follower_survives_errors(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    store.publish(TALK, "ffff", 1)  # its table is not there
    follower = IndexFollower(store, PublishedListing(store), index)
    follower.start()
    until(lambda: follower.last_error)
    assert not follower.ready.is_set()
    assert "the index cannot follow the store, trying again: " in str(follower.last_error)
    talk = publish(store, TALK, "1")
    assert follower.ready.wait(30)
    assert index.generations() == {talk: 3}
    follower.stop()
    assert follower.last_error is None
    index.close()


class FailsOnce:
    """Calls the second time, and fails the first."""

    def __init__(self, call: Callable[..., object]) -> None:
        self._call, self.calls = call, 0

    def __call__(self, *arguments: Any) -> object:
        self.calls += 1
        if self.calls == 1:
            raise OSError("the disk is full")
        return self._call(*arguments)


@pytest.mark.usefixtures("_polls_often")
@pytest.mark.parametrize("failing", ["bulk_load", "publish", "remove", "on_change"])
def test_a_change_that_failed_is_applied_at_the_next_poll(
    tmp_path: Path, index: QdrantEdgeIndex, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """What the store has published is the same at both polls: nothing is taken as done before it is."""
    store, changed = Store(tmp_path / "store", "vindex-test"), list[set[Generation]]()
    for video in (TALK, FILM):
        publish(store, video, "1")
        catch_up(store, index)
    talk = publish(store, TALK, "2", rows=1)
    store.remove_video(FILM)
    clip = publish(store, CLIP, "1")
    on_change: Callable[..., object] = lambda: changed.append(set(index.generations()))  # noqa: E731
    fails = FailsOnce(on_change if failing == "on_change" else getattr(index, failing))
    if failing == "on_change":
        on_change = fails
    else:
        monkeypatch.setattr(index, failing, fails)

    def call_on_change() -> None:
        on_change()

    follower = IndexFollower(store, PublishedListing(store), index, on_change=call_on_change)
    follower.start()
    assert follower.ready.wait(30)
    follower.stop()
    assert index.generations() == {talk: 1, clip: 3}
    assert (fails.calls, changed) == (2, [{talk, clip}])
    index.close()


class FreshnessRecorder:
    """Records how long after being published points became searchable."""

    def __init__(self) -> None:
        self.after_s: list[float] = []
        self.recorded = threading.Event()

    def time_stage(self, *_of: object) -> AbstractContextManager[None]:
        return nullcontext()

    def record_freshness(self, after_s: float, /) -> None:
        self.after_s.append(after_s)
        self.recorded.set()


def test_freshness_is_recorded_for_videos_published_while_following(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store, observer = Store(tmp_path / "store", "vindex-test"), FreshnessRecorder()
    publish(store, TALK, "1")
    follower = IndexFollower(store, PublishedListing(store), index, observer)
    follower.start()
    assert follower.ready.wait(30)
    assert observer.after_s == []
    publish(store, FILM, "1")
    assert observer.recorded.wait(30)
    follower.stop()
    (after_s,) = observer.after_s
    assert 0 <= after_s < 30
    index.close()


def test_on_change_is_called_before_ready_and_after_each_change(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    talk = publish(store, TALK, "1")
    calls: list[tuple[bool, set[Generation]]] = []
    changed_twice = threading.Event()

    def on_change() -> None:
        calls.append((follower.ready.is_set(), set(index.generations())))
        if len(calls) > 1:
            changed_twice.set()

    follower = IndexFollower(store, PublishedListing(store), index, on_change=on_change)
    follower.start()
    assert follower.ready.wait(30)
    film = publish(store, FILM, "1")
    assert changed_twice.wait(30)
    follower.stop()
    assert calls == [(False, {talk}), (True, {talk, film})]
    index.close()


def test_an_interrupted_application_is_completed_by_the_next(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    for video in (TALK, FILM):
        publish(store, video, "1")
        catch_up(store, index)
        publish(store, video, "2")
    steps = apply_changes(store, index, store.published())
    assert next(steps) == [FILM]
    assert {generation.video_id for generation in index.generations()} == {TALK, FILM}
    catch_up(store, index)
    assert len(index.generations()) == 2
    index.close()
