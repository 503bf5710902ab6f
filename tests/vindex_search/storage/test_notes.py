"""notes: collected in the order of the pipeline, bounded whatever a file made, and counted by video."""

from __future__ import annotations

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.storage.artefacts import STAMP, VIDEO
from tests.support.storage.notes import DECIDED, LOST, SKIPPED, any_note, any_notes
from vindex_search.contract.artefacts import ARTEFACTS, AUDIO, FRAMES, TRANSCRIPT
from vindex_search.contract.notes import NOTE_CODES, Note, to_stamp
from vindex_search.contract.records import VideoRecord
from vindex_search.storage import files
from vindex_search.storage.notes import (
    MAX_PER_CODE,
    MAX_TEXT_LENGTH,
    artefact_notes,
    bounded,
    collect_notes,
    count_by_code,
)
from vindex_search.storage.store import Store

EMPTY = pl.DataFrame({"text": [""]})


def probed(store: Store, *notes: Note) -> None:
    store.write_record(VIDEO, VideoRecord.from_manifest({"duration_s": 60.0, "width": 64, **to_stamp(notes)}))


def test_the_notes_of_all_artefacts_come_in_the_order_of_the_pipeline(store: Store) -> None:
    store.write_table(VIDEO, TRANSCRIPT, EMPTY, STAMP.with_note({"origin": "asr", **to_stamp([SKIPPED])}))
    store.write_bytes(VIDEO, AUDIO, None, STAMP.with_note({"absent": "it is silent", **to_stamp([LOST])}))
    probed(store, DECIDED)
    assert collect_notes(store, VIDEO) == (DECIDED, LOST, SKIPPED)


def test_what_two_artefacts_say_is_said_once(store: Store) -> None:
    probed(store, LOST)
    store.write_bytes(VIDEO, AUDIO, b"flac", STAMP.with_note(to_stamp([LOST])))
    assert collect_notes(store, VIDEO) == (LOST,)


def test_a_video_without_artefacts_has_no_notes(store: Store) -> None:
    assert collect_notes(store, VIDEO) == ()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"PAR1 and no more"])
def test_damaged_artefacts_have_no_notes_and_hide_no_others(store: Store, damage: bytes) -> None:
    probed(store, DECIDED)
    store.write_bytes(VIDEO, AUDIO, b"flac", STAMP)
    files.write(files.stamp_path(store.path(VIDEO, AUDIO)), damage)
    files.write(store.path(VIDEO, FRAMES), damage)
    assert collect_notes(store, VIDEO) == (DECIDED,)


def test_of_one_asset_they_are_as_they_were_made(store: Store) -> None:
    made = [Note("frames_lost", f"picture {number}") for number in range(2 * MAX_PER_CODE)]
    store.write_table(VIDEO, FRAMES, EMPTY, STAMP.with_note(to_stamp(made)))
    assert {asset: len(artefact_notes(store, VIDEO, asset)) for asset in ARTEFACTS} == {
        **dict.fromkeys(ARTEFACTS, 0),
        "frames": len(made),
    }


@given(any_notes)
def test_few_notes_are_all_kept(made: list[Note]) -> None:
    kept = bounded(made)
    assert {note.code for note in kept} == {note.code for note in made}
    assert any(note.is_loss for note in kept) == any(note.is_loss for note in made)
    assert len(kept) <= len(made)


@given(st.lists(any_note, max_size=100), st.sampled_from([1, 1000, 50_000]))
def test_however_many_there_are_they_are_bounded(made: list[Note], longer: int) -> None:
    long = [Note(note.code, note.text * longer, note.start_s, note.end_s) for note in made[:2]]
    kept = bounded([*made, *long])
    assert len(kept) <= len(NOTE_CODES) * (MAX_PER_CODE + 1)
    assert all(len(note.text) <= MAX_TEXT_LENGTH + 1 for note in kept)
    assert [note.code for note in kept] == sorted(
        (note.code for note in kept), key=[note.code for note in kept].index
    ), "the same kinds stand together"


def test_what_is_left_out_is_counted_with_its_range() -> None:
    made = [Note("frames_lost", f"picture {at}", float(at), at + 0.5) for at in range(MAX_PER_CODE + 1000)]
    kept = bounded([DECIDED, *made, LOST])
    assert kept == (
        DECIDED,
        *made[:MAX_PER_CODE],
        Note("frames_lost", "1000 more of this kind", float(MAX_PER_CODE), MAX_PER_CODE + 999.5),
        LOST,
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines\tand \x1b[31mred", "two lines and [31mred"),
        ("half a \ud800 character", "half a character"),
        ("turned \u202ewords", "turned words"),
        ("Größe 大きさ", "Größe 大きさ"),
        ("x" * 300, "x" * 300),
        ("x" * 301, "x" * 300 + "…"),
    ],
)
def test_a_sentence_steers_no_terminal_and_can_be_written(text: str, shown: str) -> None:
    (note,) = bounded([Note("file_unread", text)])
    assert note.text == shown
    assert json.loads(json.dumps(note.to_dict(), ensure_ascii=False).encode())["text"] == shown


def test_times_are_rounded_to_the_millisecond() -> None:
    assert bounded([Note("sound_lost", "a", 1 / 3, 2 / 3)]) == (Note("sound_lost", "a", 0.333, 0.667),)


def test_a_video_counts_once_for_each_of_its_kinds() -> None:
    counts = count_by_code([(LOST, LOST, DECIDED), (LOST,), ()])
    assert list(counts) == list(NOTE_CODES)
    assert {code: count for code, count in counts.items() if count} == {"sound_lost": 2, "length_corrected": 1}
