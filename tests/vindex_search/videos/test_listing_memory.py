"""listing_memory: filtered lists read only what changed, and miss nothing that did."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.storage.video_records import known_video, register
from vindex_search.contract.artefacts import INDEXED
from vindex_search.contract.records import FailureRecord, IndexedRecord
from vindex_search.storage.store import Store
from vindex_search.videos.listing_memory import ListingMemory
from vindex_search.videos.video import VideoFilter, list_videos

LONG_AGO = 1_700_000_000
FAILED = VideoFilter(status="failed")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, "vindex-test")


def age(store: Store) -> None:
    """The folders have not changed for long."""
    for video_id in store.video_ids():
        for folder in (store.folder(video_id), store.path(video_id, INDEXED).parent):
            if folder.exists():
                os.utime(str(folder), (LONG_AGO, LONG_AGO))


def listed(store: Store, filters: VideoFilter, memory: ListingMemory) -> list[str]:
    return [video.object_key for video in list_videos(store, filters, memory)]


def reads(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the videos whose records are read from now on."""
    found: list[str] = []
    read = Store.try_read_record

    def counted(self: Store, video_id: str, kind: Any) -> Any:
        found.append(video_id)
        return read(self, video_id, kind)

    monkeypatch.setattr(Store, "try_read_record", counted)
    return found


@pytest.mark.parametrize("filters", [FAILED, VideoFilter(tag="sea")])
def test_what_cannot_match_is_read_once(store: Store, filters: VideoFilter, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, names = ListingMemory(store), [known_video(store, f"team/{number}.mp4") for number in range(5)]
    age(store)
    found = reads(store, monkeypatch)
    assert listed(store, filters, memory) == []
    assert set(found) == set(names)
    found.clear()
    assert listed(store, filters, memory) == []
    assert found == []


def test_a_change_is_seen_at_once(store: Store) -> None:
    memory, name = ListingMemory(store), known_video(store, "team/film.mp4")
    age(store)
    assert listed(store, FAILED, memory) == []
    store.write_record(
        name, FailureRecord(revision="1", asset="frames", kind="permanent", reason="x", run_id="r1", at="2026-01-01")
    )
    assert listed(store, FAILED, memory) == ["team/film.mp4"]
    store.remove_record(name, FailureRecord)
    assert listed(store, FAILED, memory) == []


def test_a_publication_is_seen_at_once(store: Store) -> None:
    memory, name = ListingMemory(store), register(store, "team/film.mp4")
    age(store)
    assert listed(store, VideoFilter(status="indexed"), memory) == []
    store.write_record(name, IndexedRecord(revision="1", generation="aa", run_id="r1", at="2026-01-01T00:00:00+00:00"))
    assert listed(store, VideoFilter(status="indexed"), memory) == ["team/film.mp4"]


def test_a_folder_that_changed_just_now_is_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, name = ListingMemory(store), known_video(store, "team/film.mp4")
    assert listed(store, FAILED, memory) == []
    found = reads(store, monkeypatch)
    assert listed(store, FAILED, memory) == []
    assert name in found


def test_tags_of_what_matches_are_listed(store: Store) -> None:
    memory = ListingMemory(store)
    for key in ("team/sea/a.mp4", "team/b.mp4", "other/sea/c.mp4"):
        known_video(store, key)
    age(store)
    for _ in range(2):
        assert listed(store, VideoFilter(tag="sea", workspaces=("team",)), memory) == ["team/sea/a.mp4"]
