"""Reuse of artefacts: what is copied from a video with the same bytes, and what is not."""

from __future__ import annotations

import polars as pl
import pytest

from vindex_assets.assets.frames import storyboard_files
from vindex_assets.pipeline.artefact_reuse import MAX_CANDIDATES, no_companion_files, reuse_artefact
from vindex_search.contract.artefacts import FRAMES, STORYBOARD, TRANSCRIPT
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import VideoRecord
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

BYTES, OTHER_BYTES = "ab" * 32, "cd" * 32
STAMP = Stamp((("video", "content"),), "1")
TABLE = pl.DataFrame({"text": ["one"]})
SHEETS = ["storyboard/000.jpg", "storyboard/001.jpg"]


def holding(store: Store, name: str, sha256: str = BYTES) -> str:
    """A video that is known to hold some bytes; returns its id."""
    video = video_id("b", f"{name}/talk.mp4")
    store.write_record(video, VideoRecord.from_manifest({"duration_s": 1.0, "width": 0, "sha256": sha256}))
    store.index_content(video, sha256)
    return video


def take(store: Store, video: str, artefact: str = TRANSCRIPT) -> str | None:
    return reuse_artefact(
        store,
        video,
        artefact=artefact,
        stamp=STAMP,
        companion_files=storyboard_files if artefact == FRAMES else no_companion_files,
    )


def write_frames(store: Store, video: str, stamp: Stamp = STAMP) -> None:
    for sheet in SHEETS:
        store.write_bytes(video, sheet, sheet.encode(), stamp)
    store.write_bytes(video, STORYBOARD, b"WEBVTT", stamp)
    store.write_table(video, FRAMES, TABLE, stamp.with_note({"sheets": SHEETS}))


def test_an_artefact_of_the_same_bytes_is_taken_over(store: Store) -> None:
    one, other = holding(store, "one"), holding(store, "other")
    store.write_table(one, TRANSCRIPT, TABLE, STAMP.with_note({"origin": "asr"}))
    assert take(store, other) == one
    assert store.read_table(other, TRANSCRIPT).equals(TABLE)
    found = store.stamp(other, TRANSCRIPT)
    assert found is not None
    assert found.note == {"origin": "asr"}


@pytest.mark.parametrize("damage", [b"", b"PAR1 and no more", b"nonsense"])
def test_a_damaged_artefact_of_another_video_is_none(store: Store, damage: bytes) -> None:
    one, other = holding(store, "one"), holding(store, "other")
    store.write_table(one, TRANSCRIPT, TABLE, STAMP)
    store.path(one, TRANSCRIPT).write_bytes(damage)
    assert take(store, other) is None


def test_the_files_that_belong_to_it_come_along(store: Store) -> None:
    one, other = holding(store, "one"), holding(store, "other")
    write_frames(store, one)
    assert take(store, other, FRAMES) == one
    for name in (*SHEETS, STORYBOARD):
        assert store.stamp(other, name) == STAMP
        assert store.path(other, name).exists()


def test_frames_of_which_a_sheet_is_another_are_not_taken(store: Store) -> None:
    one, other = holding(store, "one"), holding(store, "other")
    write_frames(store, one)
    store.write_bytes(one, SHEETS[1], b"newer", Stamp((), "2"))
    assert take(store, other, FRAMES) is None
    assert store.stamp(other, FRAMES) is None


def test_frames_without_pictures_have_no_storyboard() -> None:
    assert storyboard_files(STAMP.with_note({"absent": "no video stream"})) == []


def test_nothing_is_taken_from_other_bytes_nor_from_itself(store: Store) -> None:
    one, other = holding(store, "one"), holding(store, "other", OTHER_BYTES)
    store.write_table(one, TRANSCRIPT, TABLE, STAMP)
    assert take(store, other) is None
    assert take(store, one) is None


def test_nothing_is_taken_that_was_made_otherwise(store: Store) -> None:
    one, other = holding(store, "one"), holding(store, "other")
    store.write_table(one, TRANSCRIPT, TABLE, Stamp(STAMP.inputs, "2"))
    assert take(store, other) is None


def test_a_video_that_was_not_probed_copies_nothing(store: Store) -> None:
    assert take(store, video_id("b", "team/new.mp4")) is None


def test_a_stale_entry_of_a_removed_video_is_skipped(store: Store) -> None:
    store.index_content(video_id("b", "aaa/gone.mp4"), BYTES)
    one, other = holding(store, "one"), holding(store, "other")
    store.write_table(one, TRANSCRIPT, TABLE, STAMP)
    assert take(store, other) == one


@pytest.mark.parametrize(
    ("having", "taken"), [([], None), ([2, 5], 2), ([MAX_CANDIDATES - 1], 7), ([MAX_CANDIDATES], None)]
)
def test_some_candidates_are_tried_in_order(store: Store, having: list[int], taken: int | None) -> None:
    videos = [holding(store, f"w{number:02}") for number in range(MAX_CANDIDATES + 2)]
    for number in having:
        store.write_table(videos[number], TRANSCRIPT, TABLE, STAMP)
    assert take(store, holding(store, "zz")) == (videos[taken] if taken is not None else None)
