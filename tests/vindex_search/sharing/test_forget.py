"""forget: of a deleted video or workspace nothing stays in lists and shares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.vindex_search.sharing.videos import BYTES, FILM, RENAMED, add_video
from vindex_search.contract.records import UploadRecord
from vindex_search.sharing.collection import Collection
from vindex_search.sharing.collection_store import CollectionStore
from vindex_search.sharing.forget import forget_video, forget_workspace
from vindex_search.sharing.item import Item, new_item
from vindex_search.sharing.share import Subject
from vindex_search.sharing.share_store import ShareStore
from vindex_search.storage.store import Store

OTHER = "team--other-0123456789"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path, "vindex-test")
    add_video(store)
    add_video(store, OTHER, "1" * 64)
    made = CollectionStore(store).create("team", "Tides")
    for video_id, content in ((FILM, BYTES), (OTHER, "1" * 64)):
        item = new_item(video_id, content=content, by="ci")
        CollectionStore(store).change(made.id, partial(_with, item))
        subject = Subject(workspace="team", video_id=video_id, content=content)
        ShareStore(store).create(subject, datetime.now(UTC) + timedelta(days=1))
    return store


def _with(item: Item, collection: Collection) -> Collection:
    return collection.with_item(item)


def left(store: Store) -> tuple[list[str], list[str]]:
    """The videos on lists, and those that are shared."""
    items = [item.video_id for one in CollectionStore(store).in_workspace("team") for item in one.items]
    return items, [share.subject.video_id for share in ShareStore(store).all()]


def test_a_deleted_video_leaves_and_the_others_stay(store: Store) -> None:
    for _ in range(2):  # a deletion that was cut off is repeated
        forget_video(store, FILM)
        assert left(store) == ([OTHER], [OTHER])


def test_items_that_follow_a_renamed_file_leave_with_it(store: Store) -> None:
    add_video(store, RENAMED)
    store.remove_record(FILM, UploadRecord)
    forget_video(store, RENAMED)
    assert left(store) == ([OTHER], [OTHER])


def test_a_copy_that_is_deleted_takes_nothing_with_it(store: Store) -> None:
    add_video(store, RENAMED)
    forget_video(store, RENAMED)
    assert sorted(left(store)[0]) == [FILM, OTHER]


def test_a_workspace_leaves_no_list_and_no_share(store: Store) -> None:
    forget_workspace(store, "team")
    assert left(store) == ([], [])
    assert CollectionStore(store).workspaces() == []
