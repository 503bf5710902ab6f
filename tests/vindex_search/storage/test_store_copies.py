"""store: what one video takes over from another stays its own."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest
from upath import UPath

from tests.support.storage.artefacts import OTHER, STAMP, TABLE, UPLOADED, VIDEO
from tests.support.storage.stores import in_both_places
from vindex_search.contract.artefacts import AUDIO, FRAMES
from vindex_search.contract.records import ForgottenRecord, VideoRecord
from vindex_search.storage import files
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places


def test_what_was_copied_stays_whole_when_the_other_is_written_anew_or_removed(store: Store) -> None:
    store.write_table(VIDEO, FRAMES, TABLE, STAMP.with_note({"kept": 2}))
    store.write_bytes(VIDEO, AUDIO, b"fLaC", STAMP)
    assert all(store.copy_artefact(VIDEO, OTHER, artefact, STAMP) for artefact in (FRAMES, AUDIO))
    store.write_table(VIDEO, FRAMES, TABLE.head(1), STAMP)
    store.write_bytes(VIDEO, AUDIO, b"other", STAMP)
    store.remove_video(VIDEO)
    assert store.read_table(OTHER, FRAMES).equals(TABLE)
    with store.local_path(OTHER, AUDIO) as path:
        assert path.read_bytes() == b"fLaC"
    found = store.stamp(OTHER, FRAMES)
    assert found == store.stamp(OTHER, AUDIO) == STAMP
    assert found is not None
    assert found.note == {"kept": 2}


def test_what_is_absent_for_a_reason_is_so_in_the_copy(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, None, STAMP.with_note({"absent": "no audio stream"}))
    store.write_bytes(OTHER, AUDIO, b"fLaC", Stamp((), "0"))
    assert store.copy_artefact(VIDEO, OTHER, AUDIO, STAMP)
    assert not store.path(OTHER, AUDIO).exists()
    found = store.stamp(OTHER, AUDIO)
    assert found is not None
    assert found.note == {"absent": "no audio stream"}


@pytest.mark.parametrize("artefact", [AUDIO, FRAMES])
def test_what_was_made_from_something_else_is_not_copied(store: Store, artefact: str) -> None:
    def write(stamp: Stamp) -> None:
        if artefact == AUDIO:
            store.write_bytes(VIDEO, AUDIO, b"fLaC", stamp)
        else:
            store.write_table(VIDEO, FRAMES, TABLE, stamp)

    assert not store.copy_artefact(VIDEO, OTHER, artefact, STAMP)
    write(Stamp((), "0"))
    assert not store.copy_artefact(VIDEO, OTHER, artefact, STAMP)
    assert store.stamp(OTHER, artefact) is None


@pytest.mark.parametrize("artefact", [AUDIO, FRAMES])
def test_what_changes_while_it_is_copied_does_not_count(
    store: Store, artefact: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(data: bytes, stamp: Stamp) -> None:
        if artefact == AUDIO:
            store.write_bytes(VIDEO, AUDIO, data, stamp)
        else:
            store.write_table(VIDEO, FRAMES, pl.DataFrame({"data": [data]}), stamp)

    write(b"old", STAMP)
    real = files.copy

    def copy(source: UPath, path: UPath) -> None:
        write(b"new", Stamp((), "2"))
        real(source, path)

    monkeypatch.setattr(files, "copy", copy)
    assert not store.copy_artefact(VIDEO, OTHER, artefact, STAMP)
    assert store.stamp(OTHER, artefact) != STAMP


def test_a_removed_video_is_none_that_holds_the_same_bytes(store: Store) -> None:
    for name in (VIDEO, OTHER):
        store.write_record(name, VideoRecord.from_manifest({"duration_s": 1.0, "width": 0, "sha256": "ab" * 32}))
        store.index_content(name, "ab" * 32)
    assert store.videos_with_content("ab" * 32) == sorted([VIDEO, OTHER])
    store.remove_video(VIDEO)
    assert store.videos_with_content("ab" * 32) == [OTHER]
    store.write_record(OTHER, ForgottenRecord(UPLOADED))
    store.remove_video(OTHER, keep=ForgottenRecord)
    assert store.videos_with_content("ab" * 32) == []


def test_in_a_folder_a_copy_takes_no_room(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    assert store.copy_artefact(VIDEO, OTHER, FRAMES, STAMP)
    assert store.copy_artefact(VIDEO, OTHER, FRAMES, STAMP)
    assert store.path(VIDEO, FRAMES).stat().st_ino == store.path(OTHER, FRAMES).stat().st_ino
    assert [path.name for path in store.folder(OTHER).iterdir()] == [FRAMES]


def test_where_files_have_one_name_only_they_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    store = Store(tmp_path, "vindex-test")
    store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    assert store.copy_artefact(VIDEO, OTHER, FRAMES, STAMP)
    assert store.read_table(OTHER, FRAMES).equals(TABLE)
