"""share_store: made for a video that is there, until a time that is allowed; a revoked share is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.storage.stores import in_both_places
from tests.vindex_search.sharing.videos import FILM, add_video
from vindex_search.audit.actor import Actor
from vindex_search.audit.log import AuditLog
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.sharing import share_store
from vindex_search.sharing.item import SharingRefused
from vindex_search.sharing.share import Subject, new_share
from vindex_search.sharing.share_store import ShareStore
from vindex_search.storage import files
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places
SUBJECT = Subject(workspace="team", video_id=FILM)
ACTOR = Actor("key", "0a1b2c3d", "editor")


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


def test_a_share_is_found_until_it_is_revoked(store: Store) -> None:
    add_video(store)
    shares = ShareStore(store, ACTOR)
    share, _ = shares.create(SUBJECT, tomorrow(), download=True)
    assert shares.find(share.id) == share
    assert list(shares.all()) == [share]
    shares.revoke(share)
    assert shares.find(share.id) is None
    done = {(entry.action, entry.video) for entry in AuditLog(store.root).read() if entry and entry.result == "done"}
    assert done == {("share_create", FILM), ("share_revoke", FILM)}


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_an_end_is_within_a_year(store: Store, days: int) -> None:
    add_video(store)
    with pytest.raises(SharingRefused, match="within 366 days"):
        ShareStore(store).create(SUBJECT, datetime.now(UTC) + timedelta(days=days))


@pytest.mark.parametrize("changed", [{"margin_s": 61.0}, {"start_s": 1.0}, {"start_s": 2.0, "end_s": 1.0}])
def test_ranges_and_margins_have_bounds(store: Store, changed: dict[str, float]) -> None:
    with pytest.raises(SharingRefused):
        ShareStore(store).create(SUBJECT.model_copy(update=changed), tomorrow())


def test_a_video_that_is_being_deleted_is_not_shared(store: Store) -> None:
    add_video(store)
    upload = store.read_record(FILM, UploadRecord)
    assert upload is not None
    store.write_record(FILM, ForgottenRecord(upload))
    with pytest.raises(SharingRefused, match="deleted meanwhile"):
        ShareStore(store).create(SUBJECT, tomorrow())
    assert list(ShareStore(store).all()) == []


def test_shares_that_ended_long_ago_make_room(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add_video(store)
    monkeypatch.setattr(share_store, "MAX_SHARES", 1)
    old, _ = new_share(SUBJECT, datetime.now(UTC) - timedelta(days=31), download=False, by="ci")
    files.write(store.root / share_store.FOLDER / f"{old.id}.json", old.model_dump_json().encode())
    share, _ = ShareStore(store).create(SUBJECT, tomorrow())
    assert list(ShareStore(store).all()) == [share]
    with pytest.raises(SharingRefused, match="all it may have"):
        ShareStore(store).create(SUBJECT, tomorrow())
