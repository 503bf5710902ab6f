"""revision: changes with everything that is published or unpublished, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.contract.ids import video_id
from vindex_search.storage.published.revision import UNKNOWN
from vindex_search.storage.store import Store

TALK, FILM = video_id("folder", "team/talk.mp4"), video_id("folder", "team/film.mp4")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path, "vindex-one")
    made.publish(TALK, "aa", 1)
    return made


def test_nothing_is_known_before_the_first_publication(tmp_path: Path) -> None:
    assert Store(tmp_path, "vindex-one").revision() == UNKNOWN


def test_each_publication_has_another_one(store: Store) -> None:
    seen = [store.revision()]
    for _ in range(3):
        store.publish(TALK, "aa", 1)
        seen.append(store.revision())
    assert len(set(seen)) == 4


def test_it_stays_while_nothing_is_published(store: Store) -> None:
    before = store.revision()
    store.mark_dirty(TALK)
    assert set(store.published()) == {TALK}
    assert store.revision() == before


def test_unpublishing_changes_that_of_every_collection(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path, "vindex-two")
    other.publish(FILM, "aa", 1)
    before = store.revision(), other.revision()
    store.unpublish(TALK)
    after = store.revision(), other.revision()
    assert not set(before) & set(after)


def test_that_of_another_collection_stays_when_one_publishes(store: Store, tmp_path: Path) -> None:
    before = store.revision()
    Store(tmp_path, "vindex-two").publish(TALK, "aa", 1)
    assert store.revision() == before
