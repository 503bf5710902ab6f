"""One suite for both places that a store may lie in: a folder, and an S3 API over HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.support.storage.artefacts import OTHER, STAMP, TABLE, UPLOADED, VIDEO
from tests.support.storage.stores import in_both_places
from tests.support.storage.video_records import marks
from vindex_search.contract.artefacts import AUDIO, FRAMES, POINTS
from vindex_search.contract.record_format import DamagedRecord
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places


def test_a_table_comes_back_with_its_stamp(store: Store) -> None:
    store.write_table(VIDEO, "transcript.parquet", TABLE, STAMP.with_note({"origin": "asr"}))
    assert store.read_table(VIDEO, "transcript.parquet").equals(TABLE)
    assert store.read_table(VIDEO, "transcript.parquet", columns=["text"]).columns == ["text"]
    found = store.stamp(VIDEO, "transcript.parquet")
    assert found == STAMP
    assert found is not None
    assert found.note == {"origin": "asr"}


def test_a_table_written_in_groups_comes_back_in_order_with_its_stamp(store: Store, tmp_path: Path) -> None:
    for part in range(3):
        pl.DataFrame({"row": range(part * 400, part * 400 + 400)}).write_parquet(tmp_path / f"{part}.parquet")
    store.sink_table(VIDEO, FRAMES, pl.scan_parquet(tmp_path / "*.parquet"), STAMP)
    assert store.read_table(VIDEO, FRAMES)["row"].to_list() == list(range(1200))
    assert store.stamp(VIDEO, FRAMES) == STAMP


def test_rows_are_read_without_the_others(store: Store) -> None:
    store.write_table(VIDEO, "transcript.parquet", TABLE, STAMP)
    with store.scan_table(VIDEO, "transcript.parquet") as rows:
        assert rows.head(1).collect().equals(TABLE.head(1))


def test_a_table_that_cannot_be_written_to_its_end_leaves_the_old_one(store: Store, tmp_path: Path) -> None:
    store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(pl.exceptions.ComputeError):
        store.sink_table(VIDEO, FRAMES, pl.scan_parquet(tmp_path / "*.parquet"), STAMP.with_note({"second": "try"}))
    assert store.read_table(VIDEO, FRAMES).equals(TABLE)
    assert store.stamp(VIDEO, FRAMES) == STAMP


def test_a_file_comes_back_with_its_stamp(store: Store, tmp_path: Path) -> None:
    (tmp_path / "sound.flac").write_bytes(b"fLaC" * 1000)
    store.write_file(VIDEO, AUDIO, tmp_path / "sound.flac", STAMP)
    with store.local_path(VIDEO, AUDIO) as path:
        assert path.read_bytes() == b"fLaC" * 1000
    assert store.stamp(VIDEO, AUDIO) == STAMP


def test_bytes_come_back_with_their_stamp(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, b"fLaC", STAMP)
    with store.local_path(VIDEO, AUDIO) as path:
        assert path.read_bytes() == b"fLaC"
    assert store.stamp(VIDEO, AUDIO) == STAMP


def test_an_absent_artefact_has_its_reason_and_no_bytes(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, b"fLaC", STAMP)
    store.write_bytes(VIDEO, AUDIO, None, STAMP.with_note({"absent": "no audio stream"}))
    found = store.stamp(VIDEO, AUDIO)
    assert found is not None
    assert found.note == {"absent": "no audio stream"}
    with pytest.raises(FileNotFoundError), store.local_path(VIDEO, AUDIO):
        pass


def test_what_was_never_written_has_no_stamp(store: Store) -> None:
    assert store.stamp(VIDEO, AUDIO) is None
    assert store.stamp(VIDEO, POINTS) is None
    assert store.read_record(VIDEO, UploadRecord) is None
    assert list(store.video_ids()) == []
    assert store.published() == {}


def test_records_and_the_list_of_videos(store: Store) -> None:
    upload = replace(UPLOADED, object_key="team/Größe, 1.mp4")
    store.write_record(VIDEO, upload)
    store.write_record(OTHER, UPLOADED)
    assert store.read_record(VIDEO, UploadRecord) == upload
    assert list(store.video_ids()) == sorted([VIDEO, OTHER])
    store.remove_record(VIDEO, UploadRecord)
    store.remove_record(VIDEO, UploadRecord)
    assert store.read_record(VIDEO, UploadRecord) is None


def test_publishing_replaces_the_generation(store: Store) -> None:
    store.publish(VIDEO, "aaaa", 3)
    store.publish(OTHER, "cccc", 1)
    store.publish(VIDEO, "bbbb", 4)
    assert store.published() == marks({VIDEO: ("bbbb", 4), OTHER: ("cccc", 1)})


def test_when_a_video_was_published_is_known(store: Store) -> None:
    before = time.time()
    store.publish(VIDEO, "aaaa", 3)
    since = store.published_at(VIDEO)
    assert since is not None
    assert before - 2 <= since <= time.time() + 2  # S3 knows whole seconds
    assert store.published_at(OTHER) is None


def test_removing_a_video_leaves_nothing_of_it(store: Store) -> None:
    store.write_table(VIDEO, "embeddings/texts.parquet", TABLE, STAMP)
    store.publish(VIDEO, "aaaa", 3)
    store.publish(OTHER, "cccc", 1)
    store.remove_video(VIDEO)
    assert store.published() == marks({OTHER: ("cccc", 1)})
    assert VIDEO not in list(store.video_ids())


def test_a_publisher_stopped_between_its_two_steps_is_settled_by_the_table(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_table(VIDEO, POINTS, TABLE, STAMP)
    store.publish(VIDEO, STAMP.fingerprint, 2)
    (tmp_path / "published" / "vindex-test" / f"{VIDEO}.zzzz.9").touch()
    (tmp_path / "published" / "vindex-test" / f"{VIDEO}.0000.9").touch()
    assert store.published() == marks({VIDEO: (STAMP.fingerprint, 2)})


def test_vectors_and_points_of_two_collections_lie_side_by_side(tmp_path: Path) -> None:
    old, new = Store(tmp_path, "vindex-old"), Store(tmp_path, "vindex-new")
    for store, points in ((old, 2), (new, 5)):
        store.write_table(VIDEO, POINTS, TABLE.head(1) if store is old else TABLE, STAMP)
        store.publish(VIDEO, STAMP.fingerprint, points)
        store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    assert (len(old.read_table(VIDEO, POINTS)), len(new.read_table(VIDEO, POINTS))) == (1, 2)
    assert (old.published()[VIDEO].points, new.published()[VIDEO].points) == (2, 5)
    assert old.path(VIDEO, FRAMES) == new.path(VIDEO, FRAMES)


def test_what_is_removed_is_removed_from_every_collection(tmp_path: Path) -> None:
    old, new = Store(tmp_path, "vindex-old"), Store(tmp_path, "vindex-new")
    for store in (old, new):
        store.publish(VIDEO, "aaaa", 1)
    new.remove_video(VIDEO)
    assert (old.published(), new.published()) == ({}, {})


WRITER = """
import sys
from vindex_search.storage.store import Store
store = Store(sys.argv[1], "vindex-test")
print("go", flush=True)
while True:
    for byte in (b"a", b"b"):
        store.write_library_json("x.json", {"data": byte.decode() * 200_000})
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_library_json("x.json", {"data": "a" * 200_000})
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        record = store.read_library_json("x.json")
        assert record is not None
        assert record["data"] in {"a" * 200_000, "b" * 200_000}


def test_one_record_takes_the_place_of_all_else(store: Store) -> None:
    store.write_record(VIDEO, UPLOADED)
    store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    store.write_table(VIDEO, "embeddings/texts.parquet", TABLE, STAMP)
    store.publish(VIDEO, "aaaa", 3)
    store.write_record(VIDEO, ForgottenRecord(UPLOADED))
    store.remove_video(VIDEO, keep=ForgottenRecord)
    assert store.read_record(VIDEO, ForgottenRecord) == ForgottenRecord(UPLOADED)
    assert [path.name for path in store.folder(VIDEO).iterdir()] == ["forgotten.json"]
    assert store.published() == {}
    assert list(store.video_ids()) == [VIDEO]


def test_the_videos_of_some_workspaces(store: Store) -> None:
    for name in (VIDEO, OTHER):
        store.write_record(name, UPLOADED)
    assert list(store.video_ids(["team", "nobody"])) == [VIDEO]
    assert list(store.video_ids(["team", "other", "team"])) == sorted([VIDEO, OTHER])


def test_what_was_touched_is_known_until_the_mark_is_taken_away(store: Store) -> None:
    assert store.dirty() == []
    for name in (VIDEO, OTHER, VIDEO):
        store.mark_dirty(name)
    assert store.dirty() == sorted([VIDEO, OTHER])
    store.clear_dirty([VIDEO, VIDEO])
    assert store.dirty() == [OTHER]
    store.mark_dirty(VIDEO)
    assert store.dirty() == sorted([VIDEO, OTHER])


def test_only_a_video_can_be_touched(store: Store) -> None:
    with pytest.raises(ValueError, match=r"'\.\./x' is no video id"):
        store.mark_dirty("../x")
    (store.root / "touched").mkdir(parents=True, exist_ok=True)
    (store.root / "touched" / "lost+found").write_bytes(b"")
    assert store.dirty() == []


def test_a_file_of_the_whole_library_comes_back(store: Store) -> None:
    assert store.read_library_file("x.parquet") is None
    store.write_library_file("x.parquet", b"one")
    store.write_library_file("x.parquet", b"two")
    assert store.read_library_file("x.parquet") == b"two"


def test_a_touched_video_leaves_one_empty_mark(store: Store) -> None:
    for _ in range(2):
        store.mark_dirty(VIDEO)
    (mark,) = (store.root / "touched").iterdir()
    assert (mark.name, mark.read_bytes()) == (VIDEO, b"")


def test_an_artefact_goes_with_its_stamp_and_what_was_never_there_goes_too(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, b"sound", STAMP)
    store.write_table(VIDEO, FRAMES, pl.DataFrame({"frame_index": [1]}), STAMP)
    for artefact in (AUDIO, FRAMES, AUDIO):
        store.remove_artefact(VIDEO, artefact)
        assert store.stamp(VIDEO, artefact) is None
        assert not store.path(VIDEO, artefact).exists()


def test_a_video_is_taken_from_readers_and_keeps_its_artefacts(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, b"sound", STAMP)
    store.publish(VIDEO, "aa", 3)
    store.unpublish(VIDEO)
    assert store.published() == {}
    assert store.stamp(VIDEO, AUDIO) == STAMP


def test_a_file_that_is_no_mark_hides_none_of_those_beside_it(store: Store) -> None:
    store.publish(VIDEO, "aa", 3)
    for name in ("notes.txt", f"{OTHER}.bb", f"{OTHER}.bb.many", "lost+found"):
        (store.root / "published" / store.collection / name).write_bytes(b"")
    assert store.published() == marks({VIDEO: ("aa", 3)})


def test_a_damaged_record_is_an_error_or_absent_with_a_warning(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    assert store.try_read_record(VIDEO, UploadRecord) is None
    assert not store.has_record(VIDEO, UploadRecord)
    assert "passed over" not in caplog.text
    store.write_record(VIDEO, UPLOADED)
    (store.folder(VIDEO) / "upload.json").write_bytes(b"{}")
    with pytest.raises(DamagedRecord, match=f"upload.json of {VIDEO} has no field 'video_id'"):
        store.read_record(VIDEO, UploadRecord)
    assert store.try_read_record(VIDEO, UploadRecord) is None
    assert store.has_record(VIDEO, UploadRecord)
    assert f"passed over: upload.json of {VIDEO} has no field 'video_id'" in caplog.text
