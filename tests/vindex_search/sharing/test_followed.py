"""followed: a video is there until its deletion is on record, and a copy elsewhere is not the same video."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vindex_search.sharing.videos import BYTES, FILM, RENAMED, add_video
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.sharing.followed import content_of, followed, is_there
from vindex_search.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path, "vindex-test")
    add_video(store)
    return store


def test_a_video_is_gone_as_soon_as_its_deletion_is_on_record(store: Store) -> None:
    assert is_there(store, FILM)
    upload = store.read_record(FILM, UploadRecord)
    assert upload is not None
    store.write_record(FILM, ForgottenRecord(upload))
    assert not is_there(store, FILM)
    assert followed(store, FILM, BYTES) is None


def test_a_copy_in_another_workspace_is_not_followed(store: Store) -> None:
    add_video(store, "tea--film-0123456789")
    assert followed(store, "team--old-0123456789", BYTES) == FILM
    assert followed(store, "lab--old-0123456789", BYTES) is None


def test_other_bytes_are_not_followed(store: Store) -> None:
    add_video(store, RENAMED, "1" * 64)
    assert content_of(store, RENAMED) == "1" * 64
    assert followed(store, "team--old-0123456789", "2" * 64) is None
    assert followed(store, "team--old-0123456789", None) is None
