"""What a block reads and writes is counted: in folders here, for the thread that asked alone."""

from __future__ import annotations

import threading
from pathlib import Path

import polars as pl
import pytest

from vindex_search.contract.artefacts import AUDIO, POINTS
from vindex_search.contract.runs.control import SkippedRecord
from vindex_search.storage.bucket.folder import FolderBucket
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.storage.traffic.count import Traffic, count, counted

VIDEO = "team--a-0123456789"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", "vindex-0")


def size(store: Store, name: str) -> int:
    return int(store.path(VIDEO, name).stat().st_size)


def test_records_and_artefacts_count_what_their_files_hold(store: Store) -> None:
    with counted() as written:
        store.write_record(VIDEO, SkippedRecord("r1"))
        store.write_bytes(VIDEO, AUDIO, b"sound", Stamp((), "1"))
    assert written.bytes_written == size(store, "skipped.json") + size(store, f"{AUDIO}.stamp.json") + len(b"sound")
    with counted() as read:
        store.read_record(VIDEO, SkippedRecord)
        with store.local_path(VIDEO, AUDIO):
            pass
    assert (read.bytes_read, read.bytes_written) == (size(store, "skipped.json") + len(b"sound"), 0)


def test_some_columns_of_a_table_count_no_more_than_they_take(store: Store) -> None:
    table = pl.DataFrame({"number": [1, 2], "picture": [bytes(range(256)) * 40] * 2})
    store.write_table(VIDEO, POINTS, table, Stamp((), "1"))
    with counted() as one:
        store.read_table(VIDEO, POINTS, columns=["number"])
    with counted() as whole:
        store.read_table(VIDEO, POINTS)
    assert (one.bytes_read, whole.bytes_read) == (16, size(store, POINTS))


def test_an_upload_counts_whole_and_its_beginning_alone(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team/a.mp4").write_bytes(b"0123456789")
    bucket = FolderBucket(tmp_path)
    with counted() as traffic:
        bucket.read_head("team/a.mp4", 4)
        with bucket.local_path("team/a.mp4"):
            pass
    assert traffic == Traffic(bytes_read=14)


def test_nothing_is_counted_where_nobody_asks() -> None:
    count(read=1)
    with counted() as traffic:
        pass
    assert traffic == Traffic()


def test_another_thread_counts_for_itself() -> None:
    with counted() as own:
        thread = threading.Thread(target=count, kwargs={"read": 5})
        thread.start()
        thread.join()
        count(read=1)
    assert own.bytes_read == 1
