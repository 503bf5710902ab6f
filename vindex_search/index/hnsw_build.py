"""Builds the HNSW graph of the embedded index in another process.

Qdrant Edge holds the GIL while it builds (27 s for 100,000 points of 768 components), which would block a service that
built in its own process, and a second process must not open the service's shard. So a child process makes a new shard
from the store's `points.parquet` files and builds its graph; the service then switches over to it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Final

from vindex_search.index.follower import catch_up
from vindex_search.index.shards import Shard
from vindex_search.index.types import Dimensions
from vindex_search.settings import settings
from vindex_search.storage.store import Store

MIN_POINTS: Final = 50_000  # with fewer, an exact search of all points takes less than 20 ms
GROWTH_FACTOR: Final = 1.5  # growth since the last build at which a third of the points is searched without the graph
COMMAND: Final = (sys.executable, "-m", "vindex_search.index.hnsw_build")
NICENESS: Final = 19  # queries take precedence


def should_build_graph(points: int, shard: Shard) -> bool:
    """Whether a shard of so many points needs a graph, or a new one."""
    return points >= MIN_POINTS and points >= GROWTH_FACTOR * shard.graph_points


class HnswBuild:
    """A running build.

    Attributes:
        folder: Folder of the new shard, whole once the build has succeeded.
    """

    def __init__(self, index_dir: Path, collection: str, store_root: str, dimensions: Dimensions) -> None:
        self.folder = index_dir / f"{collection}.{uuid.uuid4().hex[:8]}"
        visual = str(dimensions.visual or 0)
        arguments = [str(self.folder), collection, store_root, str(dimensions.text), visual]
        self._process = subprocess.Popen([*COMMAND, *arguments])

    def exit_status(self) -> int | None:
        """The exit status of the build's process, 0 for success; None while it runs."""
        return self._process.poll()

    def stop(self) -> None:
        """Kill the build's process, if it still runs."""
        self._process.kill()
        self._process.wait()


def build(folder: Path, collection: str, store_root: str, dimensions: Dimensions) -> None:
    """Make a shard from the store and build its graph."""
    from vindex_search.index.qdrant_edge import QdrantEdgeIndex  # the service on a server index loads no engine

    index = QdrantEdgeIndex(folder, dimensions)
    index.ensure()
    catch_up(Store(store_root, collection, endpoint=settings().s3_endpoint), index)
    index.optimize()
    index.close()


if __name__ == "__main__":
    os.nice(NICENESS)
    _folder, _collection, _store_root, _text, _visual = sys.argv[1:]
    build(Path(_folder), _collection, _store_root, Dimensions(text=int(_text), visual=int(_visual) or None))
