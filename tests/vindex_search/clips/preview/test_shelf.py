"""shelf: whole segments of videos that are there, and no more bytes than may be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from upath import UPath

from vindex_search.clips.preview import shelf as room
from vindex_search.clips.preview.child import INIT
from vindex_search.clips.preview.shelf import PreviewShelf, segment_name, sweep
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.library import preview_files
from vindex_search.storage.store import Store

VIDEOS = tuple(f"team--{name}-0123456789" for name in ("one", "two", "three"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three videos are registered."""
    opened = Store(str(tmp_path / "store"), "set")
    for video in VIDEOS:
        opened.write_record(
            video, UploadRecord(video, "team", f"team/{video}.avi", "v1", 1, "2026-01-01T00:00:00+00:00")
        )
    return opened


def made(folder: Path, number: int, size: int = 100) -> Path:
    (folder / INIT).write_bytes(b"once")
    (folder / segment_name(number)).write_bytes(b"s" * size)
    return folder / segment_name(number)


def test_a_segment_is_read_where_it_was_placed(store: Store, tmp_path: Path) -> None:
    shelf = PreviewShelf(store, VIDEOS[0], "v1")
    assert shelf.place(made(tmp_path, 3))
    assert (shelf.read(segment_name(3)), shelf.read(INIT), shelf.read(segment_name(4))) == (b"s" * 100, b"once", None)


@pytest.mark.parametrize("version", ["v0", None])
def test_nothing_is_left_of_a_video_that_was_removed_or_replaced(
    store: Store, tmp_path: Path, version: str | None
) -> None:
    shelf = PreviewShelf(store, VIDEOS[0], version or "v1")
    if version is None:
        store.remove_video(VIDEOS[0])
    assert not shelf.place(made(tmp_path, 0))
    assert list(preview_files.kept(store.root)) == []


def test_a_video_takes_its_previews_with_it(store: Store, tmp_path: Path) -> None:
    PreviewShelf(store, VIDEOS[0], "v1").place(made(tmp_path, 0))
    store.remove_video(VIDEOS[0])
    assert list(preview_files.kept(store.root)) == []


def test_what_another_version_left_is_removed(store: Store, tmp_path: Path) -> None:
    PreviewShelf(store, VIDEOS[0], "v1").place(made(tmp_path, 0))
    preview_files.remove_other_versions(store.root, VIDEOS[0], "v2")
    assert list(preview_files.kept(store.root)) == []


def test_the_films_that_were_played_last_stay(store: Store, tmp_path: Path) -> None:
    shelves = [PreviewShelf(store, video, "v1") for video in VIDEOS]
    for age, shelf in enumerate(shelves):
        shelf.place(made(tmp_path, 0, 1000))
        for name in shelf.names():
            os.utime(str(shelf.folder / name), (1e9 - age, 1e9 - age))
    left = sweep(store, 2100, in_use=set())
    assert (left, [shelf.read(segment_name(0)) is not None for shelf in shelves]) == (2008, [True, True, False])


def test_what_is_in_use_stays(store: Store, tmp_path: Path) -> None:
    shelf = PreviewShelf(store, VIDEOS[0], "v1")
    shelf.place(made(tmp_path, 0))
    sweep(store, 0, in_use={shelf.folder})
    assert shelf.read(segment_name(0)) is not None


def test_a_film_that_is_played_again_is_young_again(store: Store, tmp_path: Path) -> None:
    shelf = PreviewShelf(store, VIDEOS[0], "v1")
    shelf.place(made(tmp_path, 0))
    for name in shelf.names():
        os.utime(str(shelf.folder / name), (1e9, 1e9))
    shelf.note_played({})
    assert next(preview_files.kept(store.root)).used_at > 1.5e9


def test_it_is_written_once_in_a_while_that_a_film_is_played(store: Store) -> None:
    shelf = PreviewShelf(store, VIDEOS[0], "v1")
    played: dict[UPath, float] = {}
    shelf.note_played(played)
    (shelf.folder / room.PLAYED).unlink()
    shelf.note_played(played)
    assert shelf.names() == set()
