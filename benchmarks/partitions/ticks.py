"""Seconds of the upload sensor's ticks: idle, until ten new uploads are found, and with everything due."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.partitions.figure import Figure
from benchmarks.partitions.library import put_uploads, record_states

if TYPE_CHECKING:
    from pathlib import Path

    import dagster as dg

    from vindex_assets.pipeline.resources import LibraryResource

NEW_UPLOADS: Final = 10
TICKS_A_ROUND: Final = 5  # of which the median counts: one in ten ends a pass over the bucket, which costs more
MAX_TICKS: Final = 2000


@dataclass
class SensorTicks:
    """Runs the sensor of one library tick by tick; its run requests are not launched."""

    library: LibraryResource
    instance: dg.DagsterInstance
    cursor: str | None = None

    def tick(self) -> float:
        """Run one tick; returns its seconds."""
        import dagster as dg

        from vindex_assets.automation.sensors import uploads

        with dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"library": self.library}
        ) as context:
            began = time.perf_counter()
            result = uploads(context)
            took = time.perf_counter() - began
        if isinstance(result, dg.SensorResult):
            self.cursor = result.cursor
        return took

    def has_seen_all(self) -> bool:
        """Whether a pass over the bucket has ended."""
        from vindex_assets.uploads.cursor import read_cursor

        return read_cursor(self.cursor).after is None

    def videos(self) -> int:
        """How many videos the snapshot has."""
        from vindex_assets.uploads.snapshot import Snapshot

        return len(Snapshot.load(self.library.store))

    def until(self, videos: int) -> list[float]:
        """Run ticks until the snapshot has so many videos; returns the seconds of each.

        Raises:
            RuntimeError: it never has.
        """
        took = list[float]()
        while self.videos() < videos:
            took.append(self.tick())
            if len(took) == MAX_TICKS:
                raise RuntimeError(f"{self.videos()} of {videos} videos after {MAX_TICKS} ticks")
        return took


def measure_ticks(ticks: SensorTicks, uploads: Path, videos: int, rounds: int) -> Iterator[Figure]:
    """The figures of a library whose uploads are all on record, each round in ten more."""
    while not ticks.has_seen_all():
        ticks.tick()
    yield from _ticks("tick, idle", ticks, rounds)
    for number in range(rounds):
        first = videos + number * NEW_UPLOADS
        put_uploads(uploads, range(first, first + NEW_UPLOADS))
        took = ticks.until(first + NEW_UPLOADS)
        yield Figure("tick, ten new: the slowest", number, max(took), "s")
        yield Figure("ticks until ten new are found", number, len(took), "")
    record_states(ticks.library, ticks.instance, "new")
    yield from _ticks("tick, everything due", ticks, rounds)


def _ticks(metric: str, ticks: SensorTicks, rounds: int) -> Iterator[Figure]:
    from statistics import median

    for number in range(rounds):
        yield Figure(metric, number, median(ticks.tick() for _ in range(TICKS_A_ROUND)), "s")
