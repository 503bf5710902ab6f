"""grant: what a share shows now; of a moment its range, of a list its items, of what is gone nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.vindex_search.sharing.videos import BYTES, FILM, RENAMED, add_video
from vindex_search.contract.records import UploadRecord
from vindex_search.sharing.collection_store import CollectionStore
from vindex_search.sharing.grant import grant_of
from vindex_search.sharing.item import new_item
from vindex_search.sharing.share import SharedLink, Subject, new_share
from vindex_search.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path, "vindex-test")
    add_video(store)
    return store


def share_of(**subject: object) -> SharedLink:
    made = Subject.model_validate({"workspace": "team", **subject})
    return new_share(made, datetime.now(UTC) + timedelta(days=1), download=False, by="ci")[0]


def test_a_video_is_shown_whole(store: Store) -> None:
    grant = grant_of(store, share_of(video_id=FILM))
    assert grant is not None
    assert grant.videos == {FILM}


def test_a_moment_is_shown_with_its_margin_and_not_its_video(store: Store) -> None:
    share = share_of(video_id=FILM, start_s=1.0, end_s=3.0, margin_s=2.0)
    grant = grant_of(store, share)
    assert grant is not None
    assert grant.videos == frozenset()
    shown = grant.moment(share.id)
    assert shown is not None
    assert (shown.start_s, shown.end_s) == (0.0, 5.0)
    assert grant.moment("another") is None


def test_a_list_is_shown_as_it_is_now(store: Store) -> None:
    lists = CollectionStore(store)
    made = lists.create("team", "Tides")
    share = share_of(collection_id=made.id)
    before = grant_of(store, share)
    assert before is not None
    assert before.videos == frozenset()
    lists.change(made.id, lambda one: one.with_item(new_item(FILM, content=BYTES, by="ci")))
    after = grant_of(store, share)
    assert after is not None
    assert after.videos == {FILM}
    lists.delete(made.id)
    assert grant_of(store, share) is None


def test_a_renamed_file_is_followed_by_its_bytes(store: Store) -> None:
    share = share_of(video_id=FILM, content=BYTES)
    add_video(store, RENAMED)
    add_video(store, "tea--film-0123456789")
    store.remove_record(FILM, UploadRecord)
    grant = grant_of(store, share)
    assert grant is not None
    assert grant.videos == {RENAMED}


def test_a_video_that_is_gone_is_not_shown(store: Store) -> None:
    store.remove_record(FILM, UploadRecord)
    for share in (share_of(video_id=FILM), share_of(video_id=FILM, content="1" * 64)):
        grant = grant_of(store, share)
        assert grant is not None
        assert grant.videos == frozenset()
