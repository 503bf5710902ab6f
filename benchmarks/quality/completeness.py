"""Duration of a completeness check in libraries of ten thousand and of a hundred thousand videos.

`python -m benchmarks.quality.completeness [--videos N ...]`: for each N a new library and a new Dagster instance. The
videos that a check inspects are complete, as runs leave them; of the others only what listings show exists: a folder,
the mark of what is published, and a partition. One video has lost its mark, and the check has to find it.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.support.library.home import Home, open_home
from tests.support.library.prepared.indexed_videos import indexed_video
from vindex_assets.completeness.check import check
from vindex_assets.completeness.inventory import next_in_rotation, take_inventory
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.ids import video_id, workspace_of_video

LIBRARY_SIZES: Final = (10_000, 100_000)
WORKSPACES: Final = 10
PARTITIONS_PER_CALL: Final = 1000


def fill_library(home: Home, videos: int) -> str:
    """Add so many videos; returns the id of the one without a mark."""
    keys = {
        video_id(home.library.bucket.name, key): key
        for key in (f"w{number % WORKSPACES}/{number:06}.mp4" for number in range(videos))
    }
    ordered = sorted(keys, key=lambda name: (workspace_of_video(name), name))
    close = next_in_rotation(ordered, "")
    for name in close:
        indexed_video(home, keys[name])
    add_listed_only(home, ordered[len(close) : -1])
    home.library.store.folder(ordered[-1]).mkdir(parents=True, exist_ok=True)
    home.library.store.unpublish(ordered[-1])
    home.instance.add_dynamic_partitions(VIDEOS, [ordered[-1]])
    return ordered[-1]


def add_listed_only(home: Home, names: Sequence[str]) -> None:
    """Add videos that exist in listings only."""
    store = home.library.store
    marks = Path(str(store.root)) / "published" / store.collection
    for name in names:
        store.folder(name).mkdir(parents=True, exist_ok=True)
        (marks / f"{name}.1.1").touch()
    for start in range(0, len(names), PARTITIONS_PER_CALL):
        home.instance.add_dynamic_partitions(VIDEOS, list(names[start : start + PARTITIONS_PER_CALL]))


def measure(home: Home, videos: int) -> None:
    """Fill a library, check it, and print how long the check took."""
    lost = fill_library(home, videos)
    began = time.perf_counter()
    take_inventory(home.instance, home.library)
    listed = time.perf_counter() - began
    report = check(home.instance, home.library, now=time.time())
    took = time.perf_counter() - began - listed
    found = {one.video_id: one.reason for one in report.missing}
    print(f"{report.videos} videos: {took:.1f} s, {report.checked} inspected; one listing {listed:.2f} s")
    print(f"  found: {len(found)}, the one without a mark: {found.get(lost)}")
    print(f"  memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.completeness", description=__doc__)
    parser.add_argument("--videos", type=int, nargs="+", default=LIBRARY_SIZES)
    for videos in parser.parse_args().videos:
        with tempfile.TemporaryDirectory() as folder, open_home(Path(folder)) as home:
            measure(home, videos)


if __name__ == "__main__":
    main()
