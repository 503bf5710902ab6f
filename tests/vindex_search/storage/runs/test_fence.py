"""Nothing is put in place behind a fence that refuses; without one, everything is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from tests.support.storage.artefacts import VIDEO
from vindex_search.storage.runs.fence import fenced
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

STAMP, TABLE = Stamp((), "1"), pl.DataFrame({"text": ["a"]})
OTHER = f"{VIDEO[:-1]}{'0' if VIDEO[-1] != '0' else '1'}"
Write = Callable[[Store, Path], object]
WRITES: dict[str, Write] = {
    "table": lambda store, _: store.write_table(VIDEO, "frames.parquet", TABLE, STAMP),
    "sink": lambda store, _: store.sink_table(VIDEO, "frames.parquet", TABLE.lazy(), STAMP),
    "bytes": lambda store, _: store.write_bytes(VIDEO, "audio.flac", b"new", STAMP),
    "file": lambda store, source: store.write_file(VIDEO, "audio.flac", source, STAMP),
    "copy": lambda store, _: store.copy_artefact(OTHER, VIDEO, "audio.flac", STAMP),
    "publish": lambda store, _: store.publish(VIDEO, "aaaa", 1),
}


class Refused(BaseException):
    """As a step that is to stop."""


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_what_is_refused_leaves_nothing_and_what_was_there(store: Store, tmp_path: Path, write: Write) -> None:
    (source := tmp_path / "source").write_bytes(b"new")
    store.write_bytes(OTHER, "audio.flac", b"theirs", STAMP)
    asked: list[bool] = []

    def refuse(*, is_publishing: bool) -> None:
        asked.append(is_publishing)
        raise Refused

    with fenced(refuse), pytest.raises(Refused):
        write(store, source)
    assert asked == [write is WRITES["publish"]]
    assert not [path for path in Path(str(store.folder(VIDEO))).rglob("*") if path.is_file()]
    assert store.published() == {}
    write(store, source)
    assert len(asked) == 1


def test_each_step_of_a_process_has_a_fence_of_its_own(store: Store) -> None:
    """Steps of a run work side by side: what is over for one of them is not for the other."""

    def refuse(*, is_publishing: bool) -> None:
        raise Refused(is_publishing)

    def write_in_own_step() -> None:
        with fenced(lambda *, is_publishing: asked.append(is_publishing)):
            store.write_bytes(VIDEO, "audio.flac", b"new", STAMP)

    asked: list[bool] = []
    with fenced(refuse), ThreadPoolExecutor(1) as pool:
        pool.submit(write_in_own_step).result()
    assert asked == [False]


def test_a_thread_that_a_step_starts_asks_its_fence(store: Store) -> None:
    def refuse(*, is_publishing: bool) -> None:
        raise Refused(is_publishing)

    with fenced(refuse), ThreadPoolExecutor(1) as pool, pytest.raises(Refused):
        pool.submit(store.write_bytes, VIDEO, "audio.flac", b"new", STAMP).result()
