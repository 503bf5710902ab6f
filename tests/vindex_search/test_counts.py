"""counts: made aside, and no oftener than the disk can bear."""

from __future__ import annotations

from pathlib import Path

from tests.libraries import known_video
from tests.served import until
from vindex_search.counts import Counts, count
from vindex_search.store import Store


def test_videos_are_counted_once_for_many_who_ask(tmp_path: Path) -> None:
    store, opened = Store(tmp_path, "vindex-test"), []
    known_video(store, "team/one.mp4")

    def counted() -> Store:
        opened.append(1)
        return store

    counts = Counts(counted)
    until(lambda: bool(counts.last()))
    known_video(store, "team/two.mp4")
    assert {counts.last()["waiting"] for _ in range(20)} == {1}
    assert len(opened) == 1
    assert count(store) == {"indexed": 0, "processing": 0, "failed": 0, "waiting": 2}


def test_a_store_that_cannot_be_read_leaves_the_last_count(tmp_path: Path) -> None:
    def away() -> Store:
        opened.append(1)
        raise OSError("the bucket is away")

    opened: list[int] = []
    counts = Counts(away)
    until(lambda: not counts.last() and bool(opened))
    assert counts.last() == {}
