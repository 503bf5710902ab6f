"""The tables follow the histories: what is new is read, what is known is not, what is gone is dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.library.activity.heartbeats import COST, attempt
from tests.support.storage.video_records import failure, publish, register
from vindex_search.contract.records import FailureRecord
from vindex_search.storage.runs import unreported
from vindex_search.storage.runs.history import add_attempt
from vindex_search.storage.store import Store
from vindex_search.videos.report.collect import Collected, collect
from vindex_search.videos.report.tables import ATTEMPTS_FILE, read_tables


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, "vindex-0123456789ab")


def read(collected: Collected) -> tuple[int, int]:
    return collected.attempts, collected.videos


def test_a_history_is_read_when_something_is_new_in_it(store: Store) -> None:
    video = publish(store, "team/a.mp4")
    add_attempt(store, video, attempt("audio", cost=COST))
    assert read(collect(store)) == (1, 1)
    assert read(collect(store)) == (0, 0)
    add_attempt(store, video, attempt("audio", run_id="r2"))
    collected = collect(store)
    assert read(collected) == (2, 1)
    rows = collected.tables.attempts.sort("run_id").select("run_id", "cpu_s", "peak_memory_mib").rows()
    assert rows == [("r1", COST.cpu_s, COST.peak_memory_mib), ("r2", None, None)]
    assert unreported.list_marked(store.root) == []


def test_a_library_of_an_earlier_version_is_read_in_full(store: Store) -> None:
    video = publish(store, "team/a.mp4")
    add_attempt(store, video, attempt("audio"))
    unreported.clear(store.root, unreported.list_marked(store.root))  # it had no marks
    assert read(collect(store)) == (1, 1)


def test_a_report_that_was_killed_before_it_removed_the_marks_counts_nothing_twice(store: Store) -> None:
    video = publish(store, "team/a.mp4")
    add_attempt(store, video, attempt("audio"))
    first = collect(store).tables
    unreported.add(store.root, video, "r1.audio.0")
    again = collect(store).tables
    assert again.attempts.equals(first.attempts)
    assert again.videos.equals(first.videos)


def test_a_try_that_was_not_marked_is_found_with_the_next_one(store: Store) -> None:
    video = publish(store, "team/a.mp4")
    add_attempt(store, video, attempt("audio"))
    collect(store)
    add_attempt(store, video, attempt("audio", run_id="r2"))
    unreported.clear(store.root, unreported.list_marked(store.root))  # its process was killed before
    add_attempt(store, video, attempt("audio", run_id="r3"))
    assert set(collect(store).tables.attempts["run_id"]) == {"r1", "r2", "r3"}


def test_what_is_not_settled_is_read_again(store: Store) -> None:
    video = register(store, "team/a.mp4", failure(reason="torn"))
    add_attempt(store, video, attempt("video", outcome="failed"))
    assert collect(store).tables.videos["status"].to_list() == ["failed"]
    store.remove_record(video, FailureRecord)  # as a retry does
    collected = collect(store)
    assert read(collected) == (0, 1)
    assert collected.tables.videos["status"].to_list() != ["failed"]


def test_a_deleted_video_leaves_no_rows(store: Store) -> None:
    kept, gone = publish(store, "team/a.mp4"), publish(store, "team/b.mp4")
    for video in (kept, gone):
        add_attempt(store, video, attempt("audio"))
    collect(store)
    add_attempt(store, gone, attempt("audio", run_id="r2"))
    store.remove_video(gone)
    tables = collect(store).tables
    assert set(tables.videos["video_id"]) == set(tables.attempts["video_id"]) == {kept}
    assert unreported.list_marked(store.root) == []


@pytest.mark.parametrize("content", [b"", b"no table"])
def test_tables_that_cannot_be_read_are_made_anew(store: Store, content: bytes) -> None:
    add_attempt(store, publish(store, "team/a.mp4"), attempt("audio"))
    before = collect(store).tables
    store.write_library_file(ATTEMPTS_FILE, content)
    assert read_tables(store) is None
    assert collect(store).tables.attempts.equals(before.attempts)


def test_all_is_read_again_where_that_is_asked_for(store: Store) -> None:
    video = publish(store, "team/a.mp4")
    for number in range(3):
        add_attempt(store, video, replace(attempt("audio"), run_id=f"r{number}"))
    collect(store)
    assert read(collect(store, anew=True)) == (3, 1)
