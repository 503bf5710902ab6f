"""`videos`: what the next video costs in a library of ten, of a hundred and of a thousand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.ingest.contestants import ingest, new_library
from benchmarks.ingest.films import make_cuts
from benchmarks.ingest.recorded_library import record_videos

SIZES: Final = (10, 100, 1000)
QUICK_SIZES: Final = (10, 20)
NEXT: Final = 10  # videos that are really ingested
SECONDS: Final = 3.0
QUICK_NEXT: Final = 2
MAX_ROUNDS: Final = 2  # one of all sizes takes two minutes
PER_VIDEO: Final = "next video"


def measure(options: Options) -> Iterator[Sample]:
    """Ten videos are ingested into libraries of several sizes; then the exponent of the growth, and the spread."""
    sizes, count = (QUICK_SIZES, QUICK_NEXT) if options.quick else (SIZES, NEXT)
    films = make_cuts(options.media / "video", options.folder / "films", count=count, seconds=SECONDS)
    for round_ in range(min(options.rounds, MAX_ROUNDS)):
        costs = {size: _cost_of_next(films, size, options.folder) for size in sizes}
        for size, seconds in costs.items():
            yield _sample(f"library of {size}", round_, PER_VIDEO, seconds, "s", size)
        yield _sample("growth", round_, "exponent", exponent(list(costs), list(costs.values())), "")
        yield _sample("growth", round_, "largest deviation", deviation(list(costs.values())), "")


def _cost_of_next(films: Sequence[Path], size: int, folder: Path) -> float:
    """Seconds a film of ingesting some into a library of so many videos."""
    home = new_library(folder)
    record_videos(home, size)
    return ingest(films, home).wall_s / len(films)


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The exponent of the cost of a whole library, by least squares, from the cost of the next video at each size."""
    x, y = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)
    return 1.0 + slope


def deviation(costs: Sequence[float]) -> float:
    """The largest deviation of a cost from their median, as a share of it."""
    middle = median(costs)
    return max(abs(cost / middle - 1.0) for cost in costs)


def _sample(subject: str, round_: int, metric: str, value: float, unit: str, size: float | None = None) -> Sample:
    return Sample(subject=subject, contestant=OURS, round=round_, metric=metric, value=value, unit=unit, size=size)


CASE: Final = Case(
    name="videos",
    title="The next video in a growing library",
    question="Does a video cost more the more videos there are? Ten short ones are ingested into libraries that record "
    "ten, a hundred and a thousand.",
    measure=measure,
    goals=(
        Goal(metric="exponent", at_most=1.02, subject="growth"),
        Goal(metric="largest deviation", at_most=0.10, subject="growth"),
    ),
    needs=("ffmpeg",),
)
