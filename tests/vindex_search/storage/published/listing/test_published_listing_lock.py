"""The lock of the listing: readers that come while it is made wait for it, and none lists again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.concurrency.critical_section import CriticalSection
from vindex_search.contract.ids import video_id
from vindex_search.storage.published import listing as published_listing
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.store import Store

TALK = video_id("folder", "team/talk.mp4")
NEVER_S = 3600.0


@pytest.mark.parametrize("first", [PublishedListing.current, PublishedListing.refresh])
@pytest.mark.parametrize("second", [PublishedListing.current, PublishedListing.refresh])
def test_one_reader_lists_at_a_time(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: Callable[[PublishedListing], object],
    second: Callable[[PublishedListing], object],
) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    store.publish(TALK, "aa", 1)
    section, listings = CriticalSection(monkeypatch, published_listing, hand_over=True), list[object]()
    monkeypatch.setattr(store, "published", section.around(store.published))
    listing = PublishedListing(store, max_age_s=NEVER_S, max_unchanged_s=0.0)
    assert section.check(lambda: listings.append(first(listing)), lambda: listings.append(second(listing)))
    shared = second is PublishedListing.current
    assert (listings[0] is listings[1]) == shared, "who only reads takes the listing that was just made"
