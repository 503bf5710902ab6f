"""The size of an index of so many points by its parts, on the disk and in memory.

`python -m benchmarks.capacity.index_size POINTS DIM` builds an embedded index with its graph in a child process, and
prints a line of JSON. Passages are words drawn by Zipf's law, as many as passages of lectures have; vectors are random.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from benchmarks.harness.machine import CHECKOUT

WORDS: Final = 95  # of a passage, of which 47 are no stop words: as in the lectures of `PASSAGE_TOKENS`
TERMS: Final = 38  # distinct ones among these
SENTENCES: Final = 6
VOCABULARY: Final = 50_000
ZIPF: Final = 1.3
POINTS_A_VIDEO: Final = 100
QUERIES: Final = 100
BLOCK: Final = 512


@dataclass(frozen=True, slots=True)
class IndexSize:
    """Bytes of an index by part, on the disk and in the memory of the process that answers queries over it."""

    points: int
    dim: int
    disk: dict[str, int]
    memory: int


def measure_index(points: int, dim: int) -> IndexSize:
    """Build and measure an index in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.capacity.index_size", str(points), str(dim)]
    answer = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    return IndexSize(points, dim, **json.loads(answer.splitlines()[-1]))


def tables(points: int, dim: int) -> Iterator[pl.DataFrame]:
    """One table of points for each video."""
    from vindex_search.contract.generation import Generation
    from vindex_search.contract.ids import point_id, video_id
    from vindex_search.contract.tables import POINTS_SCHEMA

    random = np.random.default_rng(1)
    for number in range(points // POINTS_A_VIDEO):
        video = video_id("b", f"w/{number}.mp4")
        vectors = random.normal(size=(POINTS_A_VIDEO, dim)).astype(np.float32)
        rows = [
            _passage(random)
            | {"id": point_id(video, "speech", str(row)), "start_s": row * 30.0, "end_s": row * 30.0 + 30}
            for row in range(POINTS_A_VIDEO)
        ]
        same = {"video_id": video, "workspace": "w", "channel": "speech", "language": "en", "tags": ["talk"]}
        facts = {
            "generation": str(Generation(video, "a")),
            "version": "1" * 32,
            "code_version": "1",
            "run_id": "2" * 36,
        }
        frame = pl.DataFrame(
            [same | facts | {"model": "m", "uploaded_at": "2026-01-01T00:00:00+00:00"} | row for row in rows]
        )
        vector = pl.Series("text_vector", vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
        missing = [pl.lit(None, kind).alias(name) for name, kind in POINTS_SCHEMA.items() if name not in frame.columns]
        yield frame.with_columns(missing).with_columns(vector).select(list(POINTS_SCHEMA)).cast(POINTS_SCHEMA)


def _passage(random: np.random.Generator) -> dict[str, object]:
    """Text, sentences and sparse vector of a passage."""
    drawn = np.minimum(random.zipf(ZIPF, WORDS), VOCABULARY)
    words = [f"word{number}" for number in drawn]
    text = " ".join(words)
    each = WORDS // SENTENCES
    starts = [len(" ".join(words[: each * number])) for number in range(SENTENCES)]
    sentences = [{"at": at, "start_s": 5.0 * number, "end_s": 5.0 * number + 5} for number, at in enumerate(starts)]
    terms = random.choice(VOCABULARY, TERMS, replace=False)
    return {"text": text, "sentences": sentences, "words_indices": terms.tolist(), "words_values": [1.5] * TERMS}


def build(folder: Path, points: int, dim: int) -> None:
    """Fill an index and build its graph; a process of its own, so that memory measured later is that of answering."""
    from vindex_search.index.qdrant_edge import QdrantEdgeIndex
    from vindex_search.index.types import Dimensions

    index = QdrantEdgeIndex(folder, Dimensions(text=dim, visual=None))
    index.ensure()
    index.bulk_load(tables(points, dim))
    index.optimize()
    index.close()


def answer(folder: Path, dim: int) -> int:
    """Open an index and answer queries; returns the bytes that its process grew by."""
    import psutil

    from vindex_search.index.qdrant_edge import QdrantEdgeIndex
    from vindex_search.index.types import ChannelQuery, Dimensions

    process = psutil.Process()
    before = process.memory_info().rss
    index = QdrantEdgeIndex(folder, Dimensions(text=dim, visual=None))
    index.ensure()
    random = np.random.default_rng(2)
    for vector in random.normal(size=(QUERIES, dim)).astype(np.float32).tolist():
        index.query(
            [ChannelQuery(channel="speech", using="text", vector=vector, point_channels=("speech",), limit=100)]
        )
    grown = process.memory_info().rss - before
    index.close()
    return int(grown)


def disk_by_part(folder: Path) -> dict[str, int]:
    """Bytes on the disk by the folder of a segment that they lie in."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            parts = path.relative_to(folder).parts
            name = parts[2] if len(parts) > 3 and parts[0] == "segments" else parts[0]
            found[name] = found.get(name, 0) + path.stat().st_blocks * BLOCK
    return found


def main() -> None:
    """Build in a child, measure here, print."""
    points, dim = map(int, sys.argv[1:3])
    if len(sys.argv) > 3:
        build(Path(sys.argv[3]), points, dim)
        return
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        subprocess.run([sys.executable, "-m", "benchmarks.capacity.index_size", *sys.argv[1:3], str(index)], check=True)
        disk = disk_by_part(index)
        print(json.dumps({"disk": disk, "memory": answer(index, dim)}))


if __name__ == "__main__":
    main()
