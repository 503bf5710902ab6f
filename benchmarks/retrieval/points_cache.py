"""Keeps what takes the time between runs: the encoded passages of each video, and the index of a set.

    <cache>/points/<key>.parquet     the points of one video
    <cache>/indexes/<key>/index      the embedded index of a set of them

A key is a hash of everything that decides the content: captions, models, and the code that makes passages, vectors and
points. What a change of any of them leaves behind is never read again. The folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import polars as pl

import vindex_assets
import vindex_search
from benchmarks.retrieval import lectures as lectures_module
from benchmarks.retrieval.lectures import MODELS, Lecture, Library, Models, load_models, make_points, open_index
from vindex_search.index.lock import IndexInUse, OwnerLock
from vindex_search.query.retriever import Retriever

KEY_LENGTH: Final = 24  # hex digits
# The code whose output is kept, as files and folders of the two packages.
POINTS_CODE: Final = (
    *("vindex_assets/speech/passages.py", "vindex_assets/speech/sentences.py", "vindex_assets/speech/segments.py"),
    *("vindex_search/common/text", "vindex_search/models/text.py", "vindex_search/models/sparse"),
    "vindex_search/contract/tables.py",
)
INDEX_CODE: Final = ("vindex_search/index",)


def default_cache() -> Path:
    """A folder of the user's cache directory, by the XDG rules."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vindex" / "retrieval-benchmark"


def points_key(lecture: Lecture) -> str:
    """Identifies the points of a video."""
    return _digest([lecture.video_id, lecture.cues, MODELS.fingerprint, _code_digest(POINTS_CODE)])


def points_of(lecture: Lecture, models: Models, cache: Path) -> pl.DataFrame:
    """The points of a video, from the cache where it has them."""
    file = cache / "points" / f"{points_key(lecture)}.parquet"
    if file.is_file():
        return pl.read_parquet(file)
    points = make_points(lecture, models)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
        points.write_parquet(part)
    Path(part.name).rename(file)  # another run never sees half a file
    return points


@contextmanager
def open_kept_library(lectures: Mapping[str, Lecture], cache: Path) -> Iterator[Library]:
    """The library of lectures as `open_library` makes it, from the cache; to be read, not written to."""
    models = load_models()
    points = {video: points_of(lecture, models, cache) for video, lecture in lectures.items()}
    key = _digest([sorted(map(points_key, lectures.values())), version("qdrant-edge-py"), _code_digest(INDEX_CODE)])
    with _own_folder(cache / "indexes" / key) as folder:
        _fill(folder, points.values())
        with open_index(folder / "index") as index:
            yield Library(index, Retriever(index, models.query_encoders, ("en",)), points)


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


@lru_cache
def _code_digest(names: tuple[str, ...]) -> str:
    """A hash of the source of some files and folders, and of the module that calls them."""
    roots = {Path(package.__file__ or "").parent.parent for package in (vindex_assets, vindex_search)}
    found = [root / name for root in sorted(roots) for name in names if (root / name).exists()]
    files = [file for one in found for file in (sorted(one.rglob("*.py")) if one.is_dir() else [one])]
    return _digest([file.read_text(encoding="utf-8") for file in (*files, Path(lectures_module.__file__ or ""))])


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:KEY_LENGTH]
