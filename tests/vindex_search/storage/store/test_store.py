"""store: files of the whole library, and the removal of videos, in a folder and on S3."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.storage.artefacts import OTHER, STAMP, TABLE, UPLOADED, VIDEO
from tests.support.storage.effects import effects
from tests.support.storage.stores import in_both_places
from tests.support.storage.video_records import marks
from vindex_search.contract.artefacts import AUDIO, FRAMES, POINTS
from vindex_search.contract.records import ForgottenRecord, UploadRecord, VideoRecord
from vindex_search.storage import files
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places


def test_an_empty_store(store: Store) -> None:
    assert store.stamp(VIDEO, AUDIO) is None
    assert store.stamp(VIDEO, POINTS) is None
    assert store.read_record(VIDEO, UploadRecord) is None
    assert list(store.video_ids()) == []
    assert store.published() == {}


def test_a_file_of_the_library_round_trips(store: Store) -> None:
    assert store.read_library_file("x.parquet") is None
    store.write_library_file("x.parquet", b"one")
    store.write_library_file("x.parquet", b"two")
    assert store.read_library_file("x.parquet") == b"two"


WRITER = """
import pathlib
import sys

from vindex_search.storage.store import Store

def write_half(path, data):
    with path.open("wb") as file:
        file.write(data[: len(data) // 2])
    print("half", flush=True)
    sys.stdin.read()

store = Store(sys.argv[1], "vindex-test")
pathlib.Path.write_bytes = type(store.root).write_bytes = write_half
store.write_library_json("x.json", {"data": "b" * 200_000})
"""


def test_a_writer_killed_with_half_of_a_file_written_leaves_the_whole_one_before_it(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_library_json("x.json", {"data": "a" * 200_000})
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"half\n"
        writer.kill()
    assert store.read_library_json("x.json") == {"data": "a" * 200_000}


def test_removing_a_video_leaves_nothing_of_it(store: Store) -> None:
    store.write_table(VIDEO, "embeddings/texts.parquet", TABLE, STAMP)
    store.publish(VIDEO, "aaaa", 3)
    store.publish(OTHER, "cccc", 1)
    store.remove_video(VIDEO)
    assert store.published() == marks({OTHER: ("cccc", 1)})
    assert VIDEO not in list(store.video_ids())


def test_a_video_is_removed_from_every_collection(tmp_path: Path) -> None:
    old, new = Store(tmp_path, "vindex-old"), Store(tmp_path, "vindex-new")
    for store in (old, new):
        store.publish(VIDEO, "aaaa", 1)
    new.remove_video(VIDEO)
    assert (old.published(), new.published()) == ({}, {})


def test_a_removal_can_keep_one_record(store: Store) -> None:
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


def test_a_removal_leaves_no_draft_of_a_write_that_was_killed(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_record(VIDEO, ForgottenRecord(UPLOADED))
    with effects(tmp_path, stop_after=3, drafts=True):
        store.write_table(VIDEO, FRAMES, TABLE, STAMP)
    assert len(list(Path(str(store.folder(VIDEO))).glob(".*.tmp"))) == 1
    store.remove_video(VIDEO, keep=ForgottenRecord)
    assert [path.name for path in store.folder(VIDEO).iterdir()] == ["forgotten.json"]


def test_a_removal_leaves_the_draft_of_the_kept_record_to_its_writer(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_record(VIDEO, ForgottenRecord(UPLOADED))
    with files.atomic_file(store.path(VIDEO, ForgottenRecord.FILE)) as draft:
        draft.write_bytes(ForgottenRecord(UPLOADED, delete_upload=True).to_json())
        store.remove_video(VIDEO, keep=ForgottenRecord)
    assert store.read_record(VIDEO, ForgottenRecord) == ForgottenRecord(UPLOADED, delete_upload=True)


def test_a_removed_video_is_removed_from_the_content_index(store: Store) -> None:
    for name in (VIDEO, OTHER):
        store.write_record(name, VideoRecord.from_manifest({"duration_s": 1.0, "width": 0, "sha256": "ab" * 32}))
        store.index_content(name, "ab" * 32)
    assert store.videos_with_content("ab" * 32) == sorted([VIDEO, OTHER])
    store.remove_video(VIDEO)
    assert store.videos_with_content("ab" * 32) == [OTHER]
    store.write_record(OTHER, ForgottenRecord(UPLOADED))
    store.remove_video(OTHER, keep=ForgottenRecord)
    assert store.videos_with_content("ab" * 32) == []
