"""Which videos are wanted, in which order, and that no others are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.video_records import register
from vindex_search.contract import ATTEMPTS, FAILURE, INDEXED
from vindex_search.store import Store
from vindex_search.videos import Wanted, all_videos, one_video, wanted_videos

KEYS = ["a/x.mp4", "a/deep/er/y.mp4", "a-/z.mp4", "b/deep/w.mp4"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store", "vindex-test")
    for key in KEYS:
        register(store, key)
    return store


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Wanted(), KEYS),
        (Wanted(workspaces=("a",)), ["a/x.mp4", "a/deep/er/y.mp4"]),
        (Wanted(workspaces=("b", "a-", "nobody")), ["a-/z.mp4", "b/deep/w.mp4"]),
        (Wanted(tag="deep"), ["a/deep/er/y.mp4", "b/deep/w.mp4"]),
        (Wanted(tag="a"), []),
        (Wanted(workspaces=("a",), tag="er"), ["a/deep/er/y.mp4"]),
        (Wanted(status="indexed"), []),
        (Wanted(status="waiting"), KEYS),
    ],
)
def test_which_videos_are_wanted(store: Store, wanted: Wanted, keys: list[str]) -> None:
    assert sorted(video.object_key for video in wanted_videos(store, wanted)) == sorted(keys)


def test_the_list_goes_on_after_any_video_of_it(store: Store) -> None:
    names = [video.video_id for video in all_videos(store)]
    for place, name in enumerate(names):
        assert [video.video_id for video in wanted_videos(store, Wanted(after=name))] == names[place + 1 :]


def test_only_what_is_shown_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = store.read_record

    def counted(name: str, record: str) -> dict[str, object] | None:
        read.append(name)
        return real(name, record)

    monkeypatch.setattr(store, "read_record", counted)
    first = next(iter(all_videos(store)))
    assert set(read) == {first.video_id}


@pytest.mark.parametrize(
    ("records", "status"),
    [
        ({}, "waiting"),
        ({ATTEMPTS: "1"}, "processing"),
        ({ATTEMPTS: "0"}, "waiting"),
        ({ATTEMPTS: "1", FAILURE: "1"}, "failed"),
        ({INDEXED: "1"}, "indexed"),
        ({INDEXED: "0", ATTEMPTS: "1"}, "processing"),
    ],
)
def test_the_status_speaks_of_the_newest_revision(tmp_path: Path, records: dict[str, str], status: str) -> None:
    store = Store(tmp_path, "vindex-test")
    name = register(store, "a/x.mp4", {record: {"revision": of} for record, of in records.items()})
    found = one_video(store, name)
    assert found is not None
    assert (found.status, found.tags, found.size) == (status, [], 5)
