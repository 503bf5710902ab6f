"""Which tries the report has not read yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.library.activity.heartbeats import attempt
from vindex_search.storage.runs import unreported
from vindex_search.storage.runs.history import add_attempt, read_attempt
from vindex_search.storage.store import Store

VIDEO = "team--a-0123456789"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, "vindex-0")


def test_each_try_that_is_written_down_is_marked_by_its_name(store: Store) -> None:
    tries = [attempt("audio"), attempt("audio", try_number=1)]
    for each in tries:
        add_attempt(store, VIDEO, each)
    marks = unreported.list_marked(store.root)
    assert marks == [(VIDEO, "r1.audio.0"), (VIDEO, "r1.audio.1")]
    assert [read_attempt(store, *mark) for mark in marks] == tries
    unreported.clear(store.root, marks[:1])
    assert unreported.list_marked(store.root) == marks[1:]


def test_a_try_that_is_gone_is_none(store: Store) -> None:
    assert read_attempt(store, VIDEO, "r1.audio.0") is None


def test_a_video_that_is_removed_leaves_no_mark(store: Store) -> None:
    for video in (VIDEO, "team--b-0123456789"):
        add_attempt(store, video, attempt("audio"))
    store.remove_video(VIDEO)
    assert unreported.list_marked(store.root) == [("team--b-0123456789", "r1.audio.0")]


def test_foreign_files_are_no_marks(store: Store) -> None:
    unreported.add(store.root, VIDEO, "r1.audio.0")
    for name in ("notes.txt", "@r1.audio.0", f"{VIDEO}@"):
        (Path(str(store.root)) / unreported.FOLDER / name).touch()
    assert unreported.list_marked(store.root) == [(VIDEO, "r1.audio.0")]
