"""The lock of the frame hashes: one search at a time reads what was published meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.concurrency.critical_section import CriticalSection
from vindex_search.contract.ids import video_id
from vindex_search.query.examples import image_lookup
from vindex_search.query.examples.image_lookup import FrameHashIndex
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.store import Store

TALK = video_id("b", "team/talk.mp4")
ANY_HASH = 1


def test_a_search_waits_while_another_reads_new_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    store.publish(TALK, "aa", 1)
    section = CriticalSection(monkeypatch, image_lookup, hand_over=True)
    monkeypatch.setattr(store, "read_table", section.around(store.read_table))
    hashes = FrameHashIndex(store, PublishedListing(store))
    assert section.check(lambda: hashes.nearest(ANY_HASH, [TALK], 10), lambda: hashes.nearest(ANY_HASH, [TALK], 10))
