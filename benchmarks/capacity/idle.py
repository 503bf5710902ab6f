"""What the library of the environment does that nobody touches: `python -m benchmarks.capacity.idle ticks|checks N`."""

from __future__ import annotations

import sys
import time


def run_ticks(number: int) -> None:
    """So many ticks of the upload sensor."""
    import dagster as dg

    from benchmarks.partitions.ticks import SensorTicks
    from vindex_assets.pipeline.resources import LibraryResource

    with dg.DagsterInstance.get() as instance:
        ticks = SensorTicks(LibraryResource(), instance)
        for _ in range(number):
            ticks.tick()


def run_checks(number: int) -> None:
    """So many checks for completeness."""
    import dagster as dg

    from vindex_assets.completeness.check import check
    from vindex_assets.pipeline.resources import LibraryResource

    with dg.DagsterInstance.get() as instance:
        for _ in range(number):
            check(instance, LibraryResource(), now=time.time())


if __name__ == "__main__":
    {"ticks": run_ticks, "checks": run_checks}[sys.argv[1]](int(sys.argv[2]))
