from __future__ import annotations

import threading
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.index.points import DIM, points
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.ids import video_id
from vindex_search.index.follower import IndexFollower, apply_changes, catch_up, difference
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import Dimensions
from vindex_search.storage.published import PublishedListing
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")

NAMES = st.sampled_from([TALK, FILM, video_id("b", "other/third.mp4")])
GENERATIONS = st.builds(Generation, NAMES, st.sampled_from(["a", "b"]))
MARKS = st.builds(PublishedMark, GENERATIONS, st.integers(0, 3))
PUBLISHED = st.lists(MARKS).map(lambda marks: {mark.generation.video_id: mark for mark in marks})
HELD = st.dictionaries(GENERATIONS, st.integers(1, 3))


@given(PUBLISHED, HELD)
def test_applying_the_difference_makes_the_index_equal_to_what_is_published(
    published: dict[str, PublishedMark], held: dict[Generation, int]
) -> None:
    todo = difference(published, held)
    after = {one: count for one, count in held.items() if one.video_id not in {*todo.apply, *todo.remove}}
    after |= {published[video].generation: published[video].points for video in todo.apply}
    assert after == {mark.generation: mark.points for mark in published.values() if mark.points}


@given(PUBLISHED)
def test_nothing_is_done_twice(published: dict[str, PublishedMark]) -> None:
    held = {mark.generation: mark.points for mark in published.values() if mark.points}
    assert difference(published, held) == difference({}, {})


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


def test_a_half_applied_video_is_applied_anew(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    talk = publish(store, TALK, "1")
    index.publish(TALK, store.read_table(TALK, POINTS).head(1))
    catch_up(store, index)
    assert index.generations() == {talk: 3}
    index.close()


def test_the_follower_lives_through_trouble(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    store.publish(TALK, "ffff", 1)  # its table is not there
    follower = IndexFollower(store, PublishedListing(store), index)
    follower.start()
    assert not follower.ready.wait(0.8)
    assert "the index cannot follow the store, trying again: " in str(follower.last_error)
    talk = publish(store, TALK, "1")
    assert follower.ready.wait(5)
    assert index.generations() == {talk: 3}
    follower.stop()
    assert follower.last_error is None
    index.close()


class Noted:
    """Notes how old points were when they could be found."""

    def __init__(self) -> None:
        self.after_s: list[float] = []
        self.noted = threading.Event()

    def time_stage(self, *_of: object) -> AbstractContextManager[None]:
        return nullcontext()

    def record_freshness(self, after_s: float, /) -> None:
        self.after_s.append(after_s)
        self.noted.set()


def test_what_is_published_while_it_follows_is_timed_and_nothing_older(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store, noted = Store(tmp_path / "store", "vindex-test"), Noted()
    publish(store, TALK, "1")
    follower = IndexFollower(store, PublishedListing(store), index, noted)
    follower.start()
    assert follower.ready.wait(30)
    assert noted.after_s == []
    publish(store, FILM, "1")
    assert noted.noted.wait(30)
    follower.stop()
    (after_s,) = noted.after_s
    assert 0 <= after_s < 30
    index.close()


def test_who_depends_on_the_index_is_told_of_changes_before_it_is_ready(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    talk = publish(store, TALK, "1")
    told: list[tuple[bool, set[Generation]]] = []
    again = threading.Event()

    def changed() -> None:
        told.append((follower.ready.is_set(), set(index.generations())))
        if len(told) > 1:
            again.set()

    follower = IndexFollower(store, PublishedListing(store), index, on_change=changed)
    follower.start()
    assert follower.ready.wait(30)
    film = publish(store, FILM, "1")
    assert again.wait(30)
    follower.stop()
    assert told == [(False, {talk}), (True, {talk, film})]
    index.close()


def test_what_is_left_undone_between_two_steps_is_done_the_next_time(tmp_path: Path, index: QdrantEdgeIndex) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    for video in (TALK, FILM):
        publish(store, video, "1")
        catch_up(store, index)
        publish(store, video, "2")
    done = apply_changes(store, index, store.published())
    assert next(done) == [FILM]
    assert {generation.video_id for generation in index.generations()} == {TALK, FILM}
    catch_up(store, index)
    assert len(index.generations()) == 2
    index.close()
