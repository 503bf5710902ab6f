"""share_cache: a share is looked up once a second; what is revoked, ended or unknown is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.vindex_search.sharing.videos import FILM, add_video
from vindex_search.sharing import share_cache
from vindex_search.sharing.share import SharedLink, Subject, new_share
from vindex_search.sharing.share_cache import MAX_AGE_S, ShareCache
from vindex_search.sharing.share_store import FOLDER, ShareStore
from vindex_search.storage import files
from vindex_search.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path, "vindex-test")
    add_video(store)
    return store


def shared(store: Store) -> tuple[SharedLink, str]:
    subject = Subject(workspace="team", video_id=FILM)
    return ShareStore(store).create(subject, datetime.now(UTC) + timedelta(days=1))


def test_a_revoked_share_is_refused_within_the_promised_two_seconds(store: Store) -> None:
    now = [0.0]
    cache = ShareCache(store, lambda: now[0])
    share, token = shared(store)
    assert cache.find(token) is not None
    ShareStore(store).revoke(share)
    now[0] += MAX_AGE_S
    assert cache.find(token) is None
    assert MAX_AGE_S < 2


def test_it_is_refused_at_once_where_it_was_revoked(store: Store) -> None:
    cache = ShareCache(store)
    share, token = shared(store)
    assert cache.find(token) is not None
    ShareStore(store).revoke(share)
    cache.forget()
    assert cache.find(token) is None


def test_requests_in_a_row_read_the_store_once(store: Store) -> None:
    cache = ShareCache(store, lambda: 0.0)
    share, token = shared(store)
    assert cache.find(token) is not None
    ShareStore(store).remove(share.id)
    assert cache.find(token) is not None


def test_an_ended_share_and_a_wrong_secret_are_refused(store: Store) -> None:
    cache = ShareCache(store)
    share, token = new_share(
        Subject(workspace="team", video_id=FILM), datetime.now(UTC) - timedelta(seconds=1), download=False, by="ci"
    )
    files.write(store.root / FOLDER / f"{share.id}.json", share.model_dump_json().encode())
    assert cache.find(token) is None
    _, valid = shared(store)
    assert cache.find(valid[:-1] + ("a" if valid[-1] != "a" else "b")) is None


def test_tries_leave_no_more_than_so_many_entries(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share_cache, "MAX_ENTRIES", 3)
    cache = ShareCache(store)
    for number in range(9):
        assert cache.find(f"vdl_{number:016x}_{'a' * 43}") is None
    assert len(cache._found) == 3
