"""The report as it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.library.activity.heartbeats import attempt
from tests.support.storage.video_records import publish
from vindex_search.contract.runs.queue import QueueRecord
from vindex_search.storage.runs.history import add_attempt
from vindex_search.storage.store import Store
from vindex_search.videos.report.collect import collect
from vindex_search.videos.report.read import (
    REPORT_FILE,
    collected_at,
    read_library_report,
    read_queue,
    read_written_report,
    write_report,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, "vindex-0123456789ab")


def test_before_the_first_time_nothing_is_known(store: Store) -> None:
    assert collected_at(store) is None
    assert read_library_report(store).videos == {}


def test_it_is_that_of_the_tables_that_were_written_last(store: Store) -> None:
    add_attempt(store, publish(store, "team/a.mp4"), attempt("index_points"))
    collect(store)
    assert collected_at(store) is not None
    assert read_library_report(store).videos == {"indexed": 1}
    assert read_library_report(store, ("other",)).videos == {}


def test_a_queue_that_cannot_be_read_is_none(store: Store) -> None:
    store.write_library_record(QueueRecord(at=1.0, queued=0, started=0))
    assert read_queue(store) == QueueRecord(at=1.0, queued=0, started=0)
    store.write_library_file(QueueRecord.FILE, b"{}")
    assert read_queue(store) is None


def test_what_was_written_is_read_and_what_cannot_be_is_none(store: Store) -> None:
    assert read_written_report(store) is None
    report = read_library_report(store)
    write_report(store, report)
    assert read_written_report(store) == report
    for content in (b"{", b'{"videos": 7}'):
        store.write_library_file(REPORT_FILE, content)
        assert read_written_report(store) is None
