"""reconcile with `keep_gone`: a video stays without its upload, unless its deletion was requested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.home import Home
from tests.support.library.upload_files import delete_file, partition_keys, stored_video_ids, upload_file
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.settings import settings
from vindex_search.videos.delete import delete_video


@pytest.fixture
def kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[SensorHarness]:
    """The sensor of a library whose videos stay without their uploads."""
    monkeypatch.setenv("VINDEX_KEEP_GONE", "true")
    settings.cache_clear()
    yield SensorHarness(home.library, home.instance)
    settings.cache_clear()


@pytest.fixture
def films(home: Home, kept: SensorHarness) -> list[str]:
    """Two indexed videos."""
    names = [upload_file(home, key) for key in ("team/a.mp4", "team/b.mp4")]
    kept.settle()
    return names


def rows(home: Home) -> dict[str, str]:
    """The states of the videos in the snapshot that the next tick loads."""
    snapshot = Snapshot.load(home.library.store)
    return {name: row.state for name, row in snapshot.rows(snapshot.video_ids()).items()}


def test_a_video_that_is_deleted_with_its_upload_leaves_neither_partition_nor_row(
    home: Home, kept: SensorHarness, films: list[str]
) -> None:
    library = home.library
    delete_video(library.settings, library.store, library.bucket, films[0], upload=True)
    assert kept.settle() == [], "no run is requested for it"
    assert partition_keys(home) == stored_video_ids(home) == {films[1]}
    assert rows(home) == {films[1]: "indexed"}


def test_a_deletion_with_its_upload_that_was_cut_off_is_finished_and_leaves_nothing(
    home: Home, kept: SensorHarness, films: list[str]
) -> None:
    store = home.library.store
    upload = store.read_record(films[0], UploadRecord)
    assert upload is not None
    store.write_record(films[0], ForgottenRecord(upload, delete_upload=True))
    store.mark_dirty(films[0])
    kept.settle()
    assert not (home.uploads / upload.object_key).exists()
    assert partition_keys(home) == stored_video_ids(home) == {films[1]}
    assert rows(home) == {films[1]: "indexed"}


def test_an_upload_that_vanished_before_a_run_was_requested_leaves_no_row(
    home: Home, kept: SensorHarness, films: list[str]
) -> None:
    snapshot = Snapshot.load(home.library.store)
    missed = UploadRecord(video_id("folder", "team/c.mp4"), "team", "team/c.mp4", "1", 5, "2026-01-01T00:00:00+00:00")
    snapshot.upsert([VideoState(missed, "new")])
    snapshot.save(home.library.store)
    assert kept.settle() == []
    assert rows(home) == dict.fromkeys(films, "indexed")


def test_a_video_whose_upload_is_gone_stays(home: Home, kept: SensorHarness, films: list[str]) -> None:
    delete_file(home, "team/a.mp4")
    kept.settle()
    assert partition_keys(home) == stored_video_ids(home) == set(films)
    assert rows(home) == dict.fromkeys(films, "indexed")
