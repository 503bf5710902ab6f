"""Libraries of many points for the cases of the service: lectures again and again, each time a little different.

A library is made once and kept under `<cache>/libraries/<key>` with its index, graph and phrases. It has one film of
two hours beside the lectures. Its users may add nothing to it: what the service writes beside the index is its own.
"""

from __future__ import annotations

import hashlib
import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from benchmarks.retrieval.cache.keys import INDEX_CODE, POINTS_CODE, code_digest, default_cache
from benchmarks.retrieval.cache.points import kept_points
from benchmarks.retrieval.lectures import MODELS, load_models, read_lectures
from benchmarks.service.film import two_hours
from vindex_search.contract.artefacts import POINTS as POINTS_FILE
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id, video_id
from vindex_search.contract.records import IndexedRecord, UploadRecord, VideoRecord
from vindex_search.index.hnsw_build import MIN_POINTS
from vindex_search.index.hnsw_build import build as build_with_graph
from vindex_search.index.shards import Shard, set_active_shard
from vindex_search.index.types import Dimensions
from vindex_search.models.active_set import collection_name
from vindex_search.models.sparse.encoder import SparseEncoder
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.suggest.phrases.phrase_store import PhraseStore
from vindex_search.suggest.phrases.text_follower import TextFollower

LECTURES: Final = Path(__file__).resolve().parents[3] / "shared" / "retrieval"
PERTURBATION: Final = 0.02  # of the vectors of a copy, so that no two points are equal
FILM_KEY: Final = "w0/film.mp4"
UPLOADED_AT: Final = "2026-01-01T00:00:00+00:00"
COLLECTION: Final = collection_name(MODELS)
CODE: Final = (
    *POINTS_CODE,
    *INDEX_CODE,
    "vindex_search/contract",
    "vindex_search/storage",
    "benchmarks/service/library.py",
)


def titles() -> list[str]:
    """What is asked: the chapter titles of the lectures."""
    return [question.text for question in read_lectures(LECTURES)[1]]


def library(points: int, cache: Path | None = None) -> Path:
    """The home of a library of at least so many points, made where it is not kept, which takes some minutes."""
    key = hashlib.sha256(code_digest(CODE).encode()).hexdigest()[:12]
    home = (cache or default_cache()) / "libraries" / f"{points}-{key}"
    if not home.is_dir():
        home.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=home.parent))
        fill_store(part / "store", points, cache or default_cache())
        _fill_index(part, points)
        _read_phrases(part)
        part.rename(home)  # a run that is interrupted leaves no half library
    return home


def _read_phrases(home: Path) -> None:
    """The texts read for suggestions, as the service does it in its first minutes, a little at a time."""
    store, sparse = Store(str(home / "store"), COLLECTION), SparseEncoder(MODELS.sparse)
    phrases = PhraseStore(home / "index", COLLECTION)
    TextFollower(store, phrases, sparse.token_ids).follow(
        PublishedListing(store).current(), until=math.inf, wait=lambda _seconds: False
    )
    phrases.close()


def copy_without_index(home: Path, folder: Path) -> Path:
    """The same library in a folder, whose index is still to be filled from the store."""
    shutil.copytree(home / "store", folder / "store")
    return folder


def fill_store(store_root: Path, points: int, cache: Path) -> None:
    """Publish so many points in a store."""
    tables, store = _lecture_tables(cache), Store(str(store_root), COLLECTION)
    random, made = np.random.default_rng(0), 0
    for key, table in _copies(tables):
        if made >= points:
            return
        _publish(store, perturbed(table, random), key)
        made += len(table)


def _lecture_tables(cache: Path) -> list[pl.DataFrame]:
    models = load_models()
    return [kept_points(lecture, models, cache) for lecture in read_lectures(LECTURES)[0].values()]


def _copies(tables: Sequence[pl.DataFrame]) -> Iterator[tuple[str, pl.DataFrame]]:
    yield FILM_KEY, two_hours(tables)
    for number, table in enumerate(cycle(tables)):
        yield f"w{number % 10}/{number}.mp4", table


def perturbed(table: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """Points with vectors that lie a little beside those of a table."""
    vectors = np.asarray(table["text_vector"].to_list(), dtype=np.float32)
    vectors = vectors + random.normal(size=vectors.shape).astype(np.float32) * PERTURBATION / np.sqrt(vectors.shape[1])
    unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return table.with_columns(
        pl.Series("text_vector", unit, dtype=pl.Array(pl.Float32, unit.shape[1])).cast(table["text_vector"].dtype)
    )


def _publish(store: Store, table: pl.DataFrame, key: str) -> None:
    name, workspace, stamp = video_id("folder", key), key.split("/")[0], Stamp((), "1")
    named = table.with_columns(
        pl.lit(name).alias("video_id"),
        pl.lit(workspace).alias("workspace"),
        pl.lit(str(Generation(name, stamp.fingerprint))).alias("generation"),
        pl.Series("id", [point_id(name, "speech", str(row)) for row in range(len(table))]),
    )
    store.write_record(name, UploadRecord(name, workspace, key, version="1", size=1, uploaded_at=UPLOADED_AT))
    store.write_record(name, VideoRecord.from_manifest({"duration_s": table["end_s"].to_list()[-1], "width": 0}))
    store.write_table(name, POINTS_FILE, named, stamp)
    store.publish(name, stamp.fingerprint, len(named))
    store.write_record(name, IndexedRecord(revision="1", generation=stamp.fingerprint, run_id="", at=UPLOADED_AT))


def _fill_index(home: Path, points: int) -> None:
    """An index as the service has it after its first minutes: with a graph from the size on at which it builds one."""
    index_dir = home / "index"
    index_dir.mkdir()
    shard = f"{COLLECTION}.filled"
    sizes = Dimensions(text=MODELS.text.dim, visual=None)
    build_with_graph(index_dir / shard, COLLECTION, str(home / "store"), sizes)
    set_active_shard(index_dir, COLLECTION, Shard(shard, graph_points=points if points >= MIN_POINTS else 0))
