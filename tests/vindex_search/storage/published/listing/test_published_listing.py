"""published_listing: one listing for all readers of a store, and the difference of two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.index.points import DIM
from tests.support.storage.video_records import marks, register
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.ids import video_id
from vindex_search.index.follower import IndexFollower
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import NO_FILTER, Dimensions
from vindex_search.query.examples.image_lookup import FrameHashIndex
from vindex_search.storage import files
from vindex_search.storage.published.listing import PublishedListing, changes
from vindex_search.storage.store import Store
from vindex_search.videos.cache import VideoCache

NEVER_S = 3600.0  # older than any listing of a test
TALK = video_id("folder", "team/talk.mp4")
FILM = video_id("folder", "team/film.mp4")

CLIP = video_id("folder", "team/clip.mp4")
LISTINGS = st.dictionaries(
    st.sampled_from([TALK, FILM, CLIP]), st.tuples(st.sampled_from("ab"), st.integers(0, 2))
).map(marks)


class KilledPublisher(Store):
    """A publisher that ends between the mark and the revision."""

    def publish(self, video_id: str, fingerprint: str, points: int) -> None:
        mark = PublishedMark(Generation(video_id, fingerprint), points)
        files.write(self.root / "published" / self.collection / mark.file_name, b"")


class CountingStore(Store):
    """A store that counts its listings of what is published."""

    listings = 0
    error: Exception | None = None
    meanwhile: Sequence[Callable[[], None]] = ()  # what happens once while it is listed

    def published(self) -> dict[str, PublishedMark]:
        self.listings += 1
        if self.error is not None:
            raise self.error
        found = super().published()
        happens, self.meanwhile = self.meanwhile, ()
        for change in happens:
            change()
        return found


@pytest.fixture
def store(tmp_path: Path) -> CountingStore:
    made = CountingStore(tmp_path / "store", "vindex-test")
    made.publish(TALK, "aa", 1)
    return made


@given(LISTINGS, LISTINGS)
def test_the_changes_turn_one_listing_into_the_other(
    before: dict[str, PublishedMark], after: dict[str, PublishedMark]
) -> None:
    found = changes(before, after)
    made = {name: value for name, value in before.items() if name not in found.removed}
    made |= {name: after[name] for name in found.added | found.changed}
    assert made == after
    assert found.video_ids == {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert len(found.video_ids) == len(found.added) + len(found.changed) + len(found.removed)
    assert found.added.isdisjoint(before)


def test_a_listing_is_reused_until_it_is_too_old(store: CountingStore) -> None:
    listing = PublishedListing(store, max_age_s=NEVER_S)
    first = listing.current()
    store.publish(FILM, "aa", 1)
    assert listing.current() is first
    assert (set(first), store.listings) == ({TALK}, 1)
    assert set(PublishedListing(store, max_age_s=0.0).current()) == {TALK, FILM}


def test_a_refresh_counts_for_all_readers(store: CountingStore) -> None:
    listing = PublishedListing(store, max_age_s=NEVER_S)
    listing.current()
    store.publish(FILM, "aa", 1)
    assert set(listing.refresh()) == set(listing.current()) == {TALK, FILM}
    assert store.listings == 2


def test_what_has_not_changed_is_not_listed_again(store: CountingStore) -> None:
    listing = PublishedListing(store, max_age_s=0.0)
    assert listing.refresh() is listing.refresh() is listing.current()
    assert store.listings == 1


@pytest.mark.parametrize("change", ["publish", "replace", "unpublish"])
def test_every_change_is_listed_at_once(store: CountingStore, change: str) -> None:
    listing, other = PublishedListing(store), Store(store.root.path, store.collection)
    listing.refresh()
    if change == "unpublish":
        other.unpublish(TALK)
    else:
        other.publish(FILM if change == "publish" else TALK, "bb", 2)
    assert listing.refresh() == other.published()
    assert store.listings == 2


def test_what_a_killed_publisher_left_is_listed_after_a_while(store: CountingStore) -> None:
    listing, killed = PublishedListing(store, max_unchanged_s=0.0), KilledPublisher(store.root.path, store.collection)
    listing.refresh()
    killed.publish(FILM, "aa", 1)
    assert set(listing.refresh()) == {TALK, FILM}


def test_a_store_without_revisions_is_listed_each_time(tmp_path: Path) -> None:
    store, old = CountingStore(tmp_path, "vindex-test"), KilledPublisher(tmp_path, "vindex-test")
    listing = PublishedListing(store)
    assert listing.refresh() == {}
    old.publish(TALK, "aa", 1)
    assert set(listing.refresh()) == {TALK}


def test_a_change_while_it_is_listed_is_found_the_next_time(store: CountingStore) -> None:
    listing, other = PublishedListing(store), Store(store.root.path, store.collection)
    store.meanwhile = [lambda: other.publish(FILM, "aa", 1)]
    assert set(listing.refresh()) == {TALK}
    assert set(listing.refresh()) == {TALK, FILM}


def test_the_listing_of_an_empty_library_is_reused(store: CountingStore) -> None:
    listing = PublishedListing(store, max_age_s=NEVER_S)
    store.unpublish(TALK)
    assert listing.current() == listing.current() == {}
    assert store.listings == 1


def test_a_failed_listing_is_raised_and_keeps_the_previous_one(store: CountingStore) -> None:
    listing = PublishedListing(store, max_age_s=NEVER_S, max_unchanged_s=0.0)
    store.error = PermissionError("no")
    with pytest.raises(PermissionError):
        listing.current()
    store.error = None
    previous = listing.current()
    store.error = PermissionError("no")
    with pytest.raises(PermissionError):
        listing.refresh()
    assert listing.current() is previous


def test_index_follower_video_cache_and_image_lookup_share_each_listing(store: CountingStore, tmp_path: Path) -> None:
    store.unpublish(TALK)
    store.publish(register(store, "team/talk.mp4"), "aa", 0)
    index = QdrantEdgeIndex(tmp_path / "index", Dimensions(text=DIM, visual=None))
    index.ensure()
    listing = PublishedListing(store, max_age_s=NEVER_S)
    videos, images = VideoCache(store, listing), FrameHashIndex(store, listing)
    follower = IndexFollower(store, listing, index)
    follower._poll()
    assert videos.coverage(NO_FILTER) == (1, 1)
    assert images.nearest(1, [TALK], 10) == []
    assert store.listings == 1
    index.close()
