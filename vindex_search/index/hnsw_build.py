"""A shard with its graph built, aside: in a process of its own, from the store, in another folder.

The engine holds Python's lock while it builds (27 s for 100,000 points of 768 components): a service that built in its
own process would stand still. A second process may not open the owner's shard either; so it makes a new one from
`points.parquet`, and the owner changes over to that.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Final

from vindex_search.index.shards import Shard
from vindex_search.index.types import Dimensions

MIN_POINTS: Final = 50_000  # points; below, looking at every one takes less than 20 ms
GROWTH_FACTOR: Final = 1.5  # times the points that the graph was built for: then half of the rest is looked at one by one
COMMAND: Final = (sys.executable, "-m", "vindex_search.index.hnsw_build")
NICENESS: Final = 19  # answering comes first


def should_build_graph(points: int, shard: Shard) -> bool:
    """Whether a graph, or another one, would be worth its while."""
    return points >= MIN_POINTS and points >= GROWTH_FACTOR * shard.graph_points


class HnswBuild:
    """A graph under way; `folder` is where it will lie."""

    def __init__(self, index_dir: Path, collection: str, store_root: str, dimensions: Dimensions) -> None:
        self.folder = index_dir / f"{collection}.{uuid.uuid4().hex[:8]}"
        visual = str(dimensions.visual or 0)
        arguments = [str(self.folder), collection, store_root, str(dimensions.text), visual]
        self._child = subprocess.Popen([*COMMAND, *arguments])

    def exit_status(self) -> int | None:
        """The exit status once it has ended: 0 where the graph is whole."""
        return self._child.poll()

    def stop(self) -> None:
        """End it, finished or not."""
        self._child.kill()
        self._child.wait()


def build(folder: Path, collection: str, store_root: str, dimensions: Dimensions) -> None:
    """Make a shard from the store and build its graph."""
    from vindex_search.index.follower import catch_up
    from vindex_search.index.qdrant_edge import QdrantEdgeIndex
    from vindex_search.settings import settings
    from vindex_search.storage.store import Store

    index = QdrantEdgeIndex(folder, dimensions)
    index.ensure()
    catch_up(Store(store_root, collection, endpoint=settings().s3_endpoint), index)
    index.optimize()
    index.close()


if __name__ == "__main__":
    os.nice(NICENESS)
    place, name, root, text, visual = sys.argv[1:]
    build(Path(place), name, root, Dimensions(text=int(text), visual=int(visual) or None))
