"""The embedded index under load: filling, starting, searching, and searching while its graph is built.

`python -m benchmarks.index [--points 100000 ...] [--optimize]` prints Markdown, each size in a process of its own.
Vectors are random, in a hundred clusters of 768 dimensions, with a hundred points a video and a hundred workspaces;
queries are drawn from the same clusters.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vindex_search.contract.artefacts import POINTS as POINTS_FILE
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id, video_id
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index.base import TEXT_VECTOR
from vindex_search.index.follower import catch_up
from vindex_search.index.hnsw_build import HnswBuild
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.types import NO_FILTER, ChannelQuery, Dimensions, PointFilter
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

DIM: Final = 768
POINTS_PER_VIDEO: Final = 100
WORKSPACES: Final = 100
CLUSTERS: Final = 100
SPREAD: Final = 0.6  # of points around the centre of their cluster
QUERIES: Final = 200
LIMIT: Final = 100
POINTS: Final = (100_000, 500_000)
TEXT: Final = (
    "The moon pulls the ocean, and the tide comes in twice a day, as everybody knows who lives by the sea. " * 3
)

Vectors = npt.NDArray[np.float32]


def normalize(vectors: Vectors) -> Vectors:
    """The vectors with unit length."""
    found: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found


def sample_vectors(random: np.random.Generator, count: int) -> Vectors:
    """Unit vectors around the cluster centres, which are the same for every generator."""
    centres = normalize(np.random.default_rng(0).normal(size=(CLUSTERS, DIM)).astype(np.float32))
    around = random.normal(size=(count, DIM)).astype(np.float32) * SPREAD / np.sqrt(DIM)
    return normalize(centres[random.integers(0, CLUSTERS, count)] + around.astype(np.float32))


def tables(points: int) -> Iterator[pl.DataFrame]:
    """One table of POINTS_PER_VIDEO points for each video."""
    random = np.random.default_rng(1)
    for number in range(points // POINTS_PER_VIDEO):
        video = video_id("b", f"w{number % WORKSPACES}/{number}.mp4")
        same = {
            **{"video_id": video, "workspace": f"w{number % WORKSPACES}", "channel": "speech", "text": TEXT},
            **{"generation": str(Generation(video, "a")), "language": "en", "tags": [], "words_values": [1.0] * 3},
        }
        rows = [
            {**same, "id": point_id(video, "speech", str(row)), "start_s": row * 10.0, "end_s": row * 10.0 + 10}
            | {"text_vector": vector.tolist(), "words_indices": [row, 1000 + number % 5000, 9000]}
            for row, vector in enumerate(sample_vectors(random, POINTS_PER_VIDEO))
        ]
        yield pl.DataFrame(rows, schema=POINTS_SCHEMA)


def time_searches(
    index: QdrantEdgeIndex, searches: Sequence[ChannelQuery], going: Callable[[], bool] = lambda: True
) -> str:
    """Median and 99th percentile of a search in milliseconds."""
    took: list[float] = []
    for search in searches:
        if going():
            began = time.perf_counter()
            index.query([search])
            took.append((time.perf_counter() - began) * 1000)
    return f"{np.percentile(took, 50):.1f} / {np.percentile(took, 99):.1f} ms" if took else "no search in that time"


def searches(where: PointFilter = NO_FILTER) -> list[ChannelQuery]:
    """Queries over all points, or over those of a filter."""
    vectors = sample_vectors(np.random.default_rng(2), QUERIES).tolist()
    return [
        ChannelQuery(
            channel="speech",
            using=TEXT_VECTOR,
            vector=vector,
            point_channels=("speech",),
            limit=LIMIT,
            where=where,
        )
        for vector in vectors
    ]


def peak_memory_mib() -> float:
    """Peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill_store(folder: Path, points: int) -> Store:
    """A store with all videos published."""
    store, stamp = Store(folder, "vindex-bench"), Stamp((), "1")
    for table in tables(points):
        video = table["video_id"][0]
        named = table.with_columns(generation=pl.lit(str(Generation(video, stamp.fingerprint))))
        store.write_table(video, POINTS_FILE, named, stamp)
        store.publish(video, stamp.fingerprint, len(named))
    return store


def measure(points: int, folder: Path, *, optimize: bool) -> Iterator[tuple[str, str]]:
    """Yield the name of each measurement and its result."""
    store = fill_store(folder.with_name("store"), points)
    index = QdrantEdgeIndex(folder, Dimensions(text=DIM, visual=None))
    index.ensure()
    began = time.perf_counter()
    catch_up(store, index)
    yield "rebuild from the store", f"{time.perf_counter() - began:.1f} s"
    index.close()
    yield "on disk", f"{sum(path.stat().st_blocks * 512 for path in folder.rglob('*')) / 2**20:.0f} MiB"
    began = time.perf_counter()
    index.ensure()
    index.query(searches()[:1])
    yield "start to first answer", f"{time.perf_counter() - began:.2f} s"
    yield "all points", time_searches(index, searches())
    yield "one workspace", time_searches(index, searches(PointFilter(workspaces=("w7",))))
    yield "one video", time_searches(index, searches(PointFilter(video_ids=(video_id("b", "w7/7.mp4"),))))
    if optimize:
        yield from measure_graph_build(index, folder.parent)
    yield "peak memory", f"{peak_memory_mib():.0f} MiB"
    index.close()


def measure_graph_build(index: QdrantEdgeIndex, folder: Path) -> Iterator[tuple[str, str]]:
    """Search while another process builds the graph, as in the service, and afterwards with the graph."""
    exact = [[hit.point_id for hit in found[:10]] for found in index.query(searches())]
    began = time.perf_counter()
    building = HnswBuild(folder, "vindex-bench", str(folder / "store"), Dimensions(text=DIM, visual=None))
    yield (
        "all points, while the graph is built",
        time_searches(index, searches() * 50, going=lambda: building.exit_status() is None),
    )
    yield "filling and building the graph", f"{time.perf_counter() - began:.1f} s"
    index.close()
    graph = QdrantEdgeIndex(building.folder, Dimensions(text=DIM, visual=None))
    graph.ensure()
    yield "all points, with the graph", time_searches(graph, searches())
    after = [[hit.point_id for hit in found[:10]] for found in graph.query(searches())]
    same = sum(len(set(a) & set(b)) for a, b in zip(exact, after, strict=True))
    yield "recall@10 of the graph", f"{same / QUERIES / 10:.3f}"
    graph.close()


def main() -> None:
    """Measure each size in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.index", description=__doc__)
    parser.add_argument("--points", type=int, nargs="*", default=POINTS, help="numbers of points")
    parser.add_argument("--optimize", action="store_true", help="build the graph too")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        with tempfile.TemporaryDirectory() as folder:
            for name, value in measure(options.points[0], Path(folder) / "index", optimize=options.optimize):
                print(f"| {name} | {value} |", flush=True)
        return
    for points in options.points:
        print(f"\n### {points} points of {DIM} components\n\n| | |\n|---|---|", flush=True)
        flags = ["--optimize"] if options.optimize else []
        subprocess.run(
            [sys.executable, "-m", "benchmarks.index", "--here", "--points", str(points), *flags], check=True
        )


if __name__ == "__main__":
    main()
