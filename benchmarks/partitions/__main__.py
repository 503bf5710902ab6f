"""`python -m benchmarks.partitions N ROUNDS`: measures one library, the one of the environment; prints lines of JSON.

A process of its own for each size, so that its memory is that of one library.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.partitions.asset_page import materialize, measure_asset_page
from benchmarks.partitions.figure import Figure
from benchmarks.partitions.library import put_uploads, record_states
from benchmarks.partitions.run_start import measure_run_starts
from benchmarks.partitions.ticks import SensorTicks, measure_ticks

if TYPE_CHECKING:
    import dagster as dg

    from vindex_assets.pipeline.resources import LibraryResource

KIB_PER_MIB: Final = 1024
EVENTS: Final = Path("history") / "runs" / "index.db"  # of the instance: where SQLite keeps the events of assets


def measure(library: LibraryResource, instance: dg.DagsterInstance, videos: int, rounds: int) -> Iterator[Figure]:
    """All figures of a library of so many videos."""
    uploads = Path(library.settings.uploads_root)
    put_uploads(uploads, range(videos))
    ticks = SensorTicks(library, instance)
    ticks.tick()
    keys = record_states(library, instance, "indexed")
    yield from measure_run_starts(keys, rounds)
    materialize(instance, keys, Path(instance.root_directory) / EVENTS)
    yield from measure_asset_page(instance, keys, rounds)
    yield from measure_ticks(ticks, uploads, videos, rounds)
    yield Figure("memory", 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB, "MiB")


def main() -> None:
    """Measure and print."""
    import dagster as dg

    from vindex_assets.pipeline.resources import LibraryResource

    videos, rounds = map(int, sys.argv[1:])
    with dg.DagsterInstance.get() as instance:
        for figure in measure(LibraryResource(), instance, videos, rounds):
            print(figure.to_line(), flush=True)


if __name__ == "__main__":
    main()
