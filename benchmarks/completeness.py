"""What a check for missing things costs in a library of ten thousand videos, and in one of a hundred thousand.

`python -m benchmarks.completeness [--videos N ...]`: for each N a new library of N videos in a folder, and a new
Dagster instance. Those that a check looks at closely are whole, as runs leave them; of the others there is what the
listings show: a folder, the mark of what is published, and a partition. One of these has lost its mark, and the check
has to find it.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.support.library.home import Home, opened_home
from tests.support.library.indexed_videos import indexed_video
from vindex_assets.completeness.check import check
from vindex_assets.completeness.inventory import next_in_rotation, take_inventory
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.ids import video_id, workspace_of_video

VIDEOS_HELD: Final = (10_000, 100_000)
WORKSPACES: Final = 10
KEYS_AT_ONCE: Final = 1000


def fill(home: Home, videos: int) -> str:
    """So many videos; returns the one that lost its mark."""
    keys = {
        video_id(home.library.bucket.name, key): key
        for key in (f"w{number % WORKSPACES}/{number:06}.mp4" for number in range(videos))
    }
    ordered = sorted(keys, key=lambda name: (workspace_of_video(name), name))
    close = next_in_rotation(ordered, "")
    for name in close:
        indexed_video(home, keys[name])
    list_only(home, ordered[len(close) : -1])
    home.library.store.folder(ordered[-1]).mkdir(parents=True, exist_ok=True)
    home.library.store.unpublish(ordered[-1])
    home.instance.add_dynamic_partitions(VIDEOS, [ordered[-1]])
    return ordered[-1]


def list_only(home: Home, names: Sequence[str]) -> None:
    """Have listings show videos of which nothing else is there."""
    store = home.library.store
    marks = Path(str(store.root)) / "published" / store.collection
    for name in names:
        store.folder(name).mkdir(parents=True, exist_ok=True)
        (marks / f"{name}.1.1").touch()
    for start in range(0, len(names), KEYS_AT_ONCE):
        home.instance.add_dynamic_partitions(VIDEOS, list(names[start : start + KEYS_AT_ONCE]))


def measure(home: Home, videos: int) -> None:
    """Fill and check, and print how long that took."""
    lost = fill(home, videos)
    began = time.perf_counter()
    take_inventory(home.instance, home.library)
    listed = time.perf_counter() - began
    report = check(home.instance, home.library, now=time.time())
    took = time.perf_counter() - began - listed
    found = {one.video_id: one.reason for one in report.missing}
    print(f"{report.videos} videos: {took:.1f} s, {report.checked} looked at closely; listing once {listed:.2f} s")
    print(f"  found: {len(found)}, the lost one: {found.get(lost)}")
    print(f"  memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.completeness", description=__doc__)
    parser.add_argument("--videos", type=int, nargs="+", default=VIDEOS_HELD)
    for videos in parser.parse_args().videos:
        with tempfile.TemporaryDirectory() as folder, opened_home(Path(folder)) as home:
            measure(home, videos)


if __name__ == "__main__":
    main()
