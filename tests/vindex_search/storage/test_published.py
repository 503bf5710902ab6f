"""published: one listing for all who follow a store, and what changed between two."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.index.points import DIM
from tests.support.storage.video_records import marks, register
from vindex_search.contract.generation import PublishedMark
from vindex_search.contract.ids import video_id
from vindex_search.index.follower import IndexFollower
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import NO_FILTER, Dimensions
from vindex_search.query.image_lookup import FrameHashIndex
from vindex_search.storage.published import PublishedListing, changes
from vindex_search.storage.store import Store
from vindex_search.videos.cache import VideoCache

LONG_S = 3600.0  # no listing grows that old
TALK = video_id("folder", "team/talk.mp4")
FILM = video_id("folder", "team/film.mp4")

CLIP = video_id("folder", "team/clip.mp4")
LISTINGS = st.dictionaries(
    st.sampled_from([TALK, FILM, CLIP]), st.tuples(st.sampled_from("ab"), st.integers(0, 2))
).map(marks)


class Counting(Store):
    """A store that counts how often what is published is listed."""

    listings = 0
    wrong: Exception | None = None

    def published(self) -> dict[str, PublishedMark]:
        self.listings += 1
        if self.wrong is not None:
            raise self.wrong
        return super().published()


@pytest.fixture
def store(tmp_path: Path) -> Counting:
    made = Counting(tmp_path / "store", "vindex-test")
    made.publish(TALK, "aa", 1)
    return made


@given(LISTINGS, LISTINGS)
def test_the_changes_make_one_listing_of_the_other(before: dict[str, PublishedMark], after: dict[str, PublishedMark]) -> None:
    found = changes(before, after)
    made = {name: value for name, value in before.items() if name not in found.removed}
    made |= {name: after[name] for name in found.added | found.changed}
    assert made == after
    assert found.video_ids == {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert len(found.video_ids) == len(found.added) + len(found.changed) + len(found.removed)
    assert found.added.isdisjoint(before)


def test_it_is_listed_once_until_it_is_too_old(store: Counting) -> None:
    listing = PublishedListing(store, max_age_s=LONG_S)
    seen = listing.current()
    store.publish(FILM, "aa", 1)
    assert listing.current() is seen
    assert (set(seen), store.listings) == ({TALK}, 1)
    assert set(PublishedListing(store, max_age_s=0.0).current()) == {TALK, FILM}


def test_who_refreshes_it_does_so_for_all(store: Counting) -> None:
    listing = PublishedListing(store, max_age_s=LONG_S)
    listing.current()
    store.publish(FILM, "aa", 1)
    assert set(listing.refresh()) == set(listing.current()) == {TALK, FILM}
    assert store.listings == 2


def test_an_empty_library_is_remembered_too(store: Counting) -> None:
    listing = PublishedListing(store, max_age_s=LONG_S)
    store.unpublish(TALK)
    assert listing.current() == listing.current() == {}
    assert store.listings == 1


def test_many_who_ask_at_once_get_one_listing(store: Counting) -> None:
    listing, together = PublishedListing(store, max_age_s=LONG_S), threading.Barrier(8)
    got: list[object] = []

    def ask() -> None:
        together.wait(60)
        got.append(listing.current())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.listings == 1
    assert all(one is got[0] for one in got)


def test_a_listing_that_fails_is_the_askers_trouble_and_leaves_what_was_known(store: Counting) -> None:
    listing = PublishedListing(store, max_age_s=LONG_S)
    store.wrong = PermissionError("no")
    with pytest.raises(PermissionError):
        listing.current()
    store.wrong = None
    known = listing.current()
    store.wrong = PermissionError("no")
    with pytest.raises(PermissionError):
        listing.refresh()
    assert listing.current() is known


def test_the_index_the_videos_and_the_pictures_share_each_listing(store: Counting, tmp_path: Path) -> None:
    store.unpublish(TALK)
    store.publish(register(store, "team/talk.mp4"), "aa", 0)
    index = QdrantEdgeIndex(tmp_path / "index", Dimensions(text=DIM, visual=None))
    index.ensure()
    listing = PublishedListing(store, max_age_s=LONG_S)
    shelf, pictures = VideoCache(store, listing), FrameHashIndex(store, listing)
    follower = IndexFollower(store, listing, index)
    follower._poll()
    assert shelf.counts(NO_FILTER) == (1, 1)
    assert pictures.nearest(1, [TALK], 10) == []
    assert store.listings == 1
    index.close()
