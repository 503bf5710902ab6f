"""artefact_store: tables, files and copies come back with their stamps, in a folder and on S3."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest
from upath import UPath

from tests.support.storage.artefacts import OTHER, STAMP, TABLE, VIDEO
from tests.support.storage.stores import in_both_places
from vindex_search.contract.artefacts import AUDIO, FRAMES, POINTS
from vindex_search.storage import files
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places


def test_a_table_round_trips_with_its_stamp(store: Store) -> None:
    store.write_table(VIDEO, "transcript.parquet", TABLE, STAMP.with_note({"origin": "asr"}))
    assert store.read_table(VIDEO, "transcript.parquet").equals(TABLE)
    assert store.read_table(VIDEO, "transcript.parquet", columns=["text"]).columns == ["text"]
    found = store.stamp(VIDEO, "transcript.parquet")
    assert found == STAMP
    assert found is not None
    assert found.note == {"origin": "asr"}


def test_a_streamed_table_keeps_its_order_and_stamp(store: Store, tmp_path: Path) -> None:
    for part in range(3):
        pl.DataFrame({"row": range(part * 400, part * 400 + 400)}).write_parquet(tmp_path / f"{part}.parquet")
    store.sink_table(VIDEO, FRAMES, pl.scan_parquet(tmp_path / "*.parquet"), STAMP)
    assert store.read_table(VIDEO, FRAMES)["row"].to_list() == list(range(1200))
    assert store.stamp(VIDEO, FRAMES) == STAMP


def test_a_scan_reads_some_of_the_rows(store: Store) -> None:
    store.write_table(VIDEO, "transcript.parquet", TABLE, STAMP)
    with store.scan_table(VIDEO, "transcript.parquet") as rows:
        assert rows.head(1).collect().equals(TABLE.head(1))


def test_a_failed_write_leaves_the_previous_table(store: Store, tmp_path: Path) -> None:
    store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(pl.exceptions.ComputeError):
        store.sink_table(VIDEO, FRAMES, pl.scan_parquet(tmp_path / "*.parquet"), STAMP.with_note({"second": "try"}))
    assert store.read_table(VIDEO, FRAMES).equals(TABLE)
    assert store.stamp(VIDEO, FRAMES) == STAMP


def test_a_file_round_trips_with_its_stamp(store: Store, tmp_path: Path) -> None:
    (tmp_path / "sound.flac").write_bytes(b"fLaC" * 1000)
    store.write_file(VIDEO, AUDIO, tmp_path / "sound.flac", STAMP)
    with store.local_path(VIDEO, AUDIO) as path:
        assert path.read_bytes() == b"fLaC" * 1000
    assert store.stamp(VIDEO, AUDIO) == STAMP


def test_bytes_round_trip_with_their_stamp(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, b"fLaC", STAMP)
    with store.local_path(VIDEO, AUDIO) as path:
        assert path.read_bytes() == b"fLaC"
    assert store.stamp(VIDEO, AUDIO) == STAMP


def test_in_a_folder_the_local_path_is_the_artefact_itself(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_bytes(VIDEO, AUDIO, b"fLaC", STAMP)
    with store.local_path(VIDEO, AUDIO) as path:
        assert str(path) == str(store.path(VIDEO, AUDIO))


def test_an_absent_artefact_has_its_reason_and_no_bytes(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, b"fLaC", STAMP)
    store.write_bytes(VIDEO, AUDIO, None, STAMP.with_note({"absent": "no audio stream"}))
    found = store.stamp(VIDEO, AUDIO)
    assert found is not None
    assert found.note == {"absent": "no audio stream"}
    with pytest.raises(FileNotFoundError), store.local_path(VIDEO, AUDIO):
        pass


def test_an_artefact_is_removed_with_its_stamp_and_may_be_absent(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, b"sound", STAMP)
    store.write_table(VIDEO, FRAMES, pl.DataFrame({"frame_index": [1]}), STAMP)
    for artefact in (AUDIO, FRAMES, AUDIO):
        store.remove_artefact(VIDEO, artefact)
        assert store.stamp(VIDEO, artefact) is None
        assert not store.path(VIDEO, artefact).exists()


def test_two_collections_have_their_own_points_and_share_the_frames(tmp_path: Path) -> None:
    old, new = Store(tmp_path, "vindex-old"), Store(tmp_path, "vindex-new")
    for store, points in ((old, 2), (new, 5)):
        store.write_table(VIDEO, POINTS, TABLE.head(1) if store is old else TABLE, STAMP)
        store.publish(VIDEO, STAMP.fingerprint, points)
        store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    assert (len(old.read_table(VIDEO, POINTS)), len(new.read_table(VIDEO, POINTS))) == (1, 2)
    assert (old.published()[VIDEO].points, new.published()[VIDEO].points) == (2, 5)
    assert old.path(VIDEO, FRAMES) == new.path(VIDEO, FRAMES)


def test_a_copy_is_independent_of_its_source(store: Store) -> None:
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


def test_an_absent_artefact_is_absent_in_the_copy_with_its_reason(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, None, STAMP.with_note({"absent": "no audio stream"}))
    store.write_bytes(OTHER, AUDIO, b"fLaC", Stamp((), "0"))
    assert store.copy_artefact(VIDEO, OTHER, AUDIO, STAMP)
    assert not store.path(OTHER, AUDIO).exists()
    found = store.stamp(OTHER, AUDIO)
    assert found is not None
    assert found.note == {"absent": "no audio stream"}


@pytest.mark.parametrize("artefact", [AUDIO, FRAMES])
def test_an_artefact_with_another_stamp_is_not_copied(store: Store, artefact: str) -> None:
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
def test_an_artefact_rewritten_during_the_copy_is_not_taken(
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


def test_in_a_folder_a_copy_is_a_hard_link(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    assert store.copy_artefact(VIDEO, OTHER, FRAMES, STAMP)
    assert store.copy_artefact(VIDEO, OTHER, FRAMES, STAMP)
    assert store.path(VIDEO, FRAMES).stat().st_ino == store.path(OTHER, FRAMES).stat().st_ino
    assert [path.name for path in store.folder(OTHER).iterdir()] == [FRAMES]


def test_without_hard_links_the_bytes_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    store = Store(tmp_path, "vindex-test")
    store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    assert store.copy_artefact(VIDEO, OTHER, FRAMES, STAMP)
    assert store.read_table(OTHER, FRAMES).equals(TABLE)


@pytest.mark.parametrize("artefact", [FRAMES, AUDIO])
@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b"PAR1 and no more"])
def test_the_stamp_of_a_damaged_artefact_is_none_where_that_is_asked(
    store: Store, artefact: str, damage: bytes
) -> None:
    path = store.path(VIDEO, artefact)
    files.write(path if artefact == FRAMES else files.stamp_path(path), damage)
    assert store.try_stamp(VIDEO, artefact) is None
    store.write_bytes(VIDEO, AUDIO, b"fLaC", STAMP)
    assert store.try_stamp(VIDEO, AUDIO) == STAMP
