"""The library of a set, from what is kept: `<cache>/indexes/<key>/index` is its embedded index."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from benchmarks.retrieval.cache.keys import index_key, points_key
from benchmarks.retrieval.cache.points import kept_points
from benchmarks.retrieval.cache.queries import KeptQueries
from benchmarks.retrieval.lectures import Lecture, Library, load_models, open_index
from vindex_search.index.lock import IndexInUse, OwnerLock
from vindex_search.models.encoders import Encoders
from vindex_search.query.retriever import Retriever


@contextmanager
def open_cached_library(lectures: Mapping[str, Lecture], cache: Path) -> Iterator[Library]:
    """The library of lectures as `open_library` makes it, from the cache; to be read, not written to."""
    models = load_models()
    queries = KeptQueries(models.text, cache)
    points = {video: kept_points(lecture, models, cache) for video, lecture in lectures.items()}
    with _own_folder(cache / "indexes" / index_key(map(points_key, lectures.values()))) as folder:
        _fill(folder, points.values())
        with open_index(folder / "index") as index:
            yield Library(index, Retriever(index, Encoders(queries, models.sparse, None), ("en",)), points)
    queries.save()


@contextmanager
def _own_folder(folder: Path) -> Iterator[Path]:
    """The folder of an index, or another one where a second run has it open."""
    lock = OwnerLock(folder)
    try:
        lock.acquire()
    except IndexInUse:
        with tempfile.TemporaryDirectory() as other:
            yield Path(other)
        return
    try:
        yield folder
    finally:
        lock.release()


def _fill(folder: Path, points: Iterable[pl.DataFrame]) -> None:
    """Make the index of a folder where it has none; one that was not finished is made anew."""
    if (folder / "index").is_dir():
        return
    with tempfile.TemporaryDirectory(dir=folder) as part:
        with open_index(Path(part) / "index") as index:
            index.bulk_load(points)
        (Path(part) / "index").rename(folder / "index")
