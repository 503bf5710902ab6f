"""Case `points`: how start, memory and searches grow with the points of a library."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from benchmarks.cases.start import start
from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import OURS, Sample
from benchmarks.service.clients import ask_all
from benchmarks.service.contest import WARM_UP
from benchmarks.service.figures import samples, titles_of_clients
from benchmarks.service.library import library, titles
from benchmarks.service.running import running_service

SIZES: Final = (10_000, 100_000, 300_000)
QUICK_SIZES: Final = (2_000, 10_000)
GRAPH_FROM: Final = 100_000  # the smallest library that is searched by a graph: growth is measured from there
REQUESTS: Final = 200
GROWTH: Final = "p99 growth / log growth"


def measure(options: Options) -> Iterator[Sample]:
    """Libraries from small to large: starts, then one client."""
    slowest: dict[int, list[float]] = {}
    for points in QUICK_SIZES if options.quick else SIZES:
        home, asked, subject = library(points), titles(), f"{points:,} points"
        for round_ in range(options.rounds):
            yield from start(home, subject, asked[0], round_, size=points)
        with running_service(home, asked[0]) as service:
            ask_all(service.port, [asked[:WARM_UP]])
            for round_ in range(options.rounds):
                load = ask_all(service.port, titles_of_clients(asked[round_:], 1, REQUESTS))
                slowest.setdefault(points, []).append(float(np.percentile([one.whole for one in load.took], 99)))
                yield from samples(load, subject, OURS, round_, size=points)
    yield from growth(slowest)


def growth(slowest: dict[int, list[float]]) -> Iterator[Sample]:
    """How much more a 99th percentile grows than the logarithm of the points; 1: as much.

    Args:
        slowest: Of each number of points the 99th percentile of each round.
    """
    on_graph = sorted(points for points in slowest if points >= GRAPH_FROM)
    for points in on_graph[1:]:
        by_log = math.log(points) / math.log(on_graph[0])
        for round_, (first, last) in enumerate(zip(slowest[on_graph[0]], slowest[points], strict=True)):
            yield Sample(
                subject=f"{on_graph[0]:,} to {points:,} points",
                contestant=OURS,
                round=round_,
                metric=GROWTH,
                value=last / first / by_log,
                unit="",
            )


CASE: Final = Case(
    name="points",
    title="Growth of a library: points",
    question=(
        "Start to ready, memory and the searches of one client as the points of a library grow. From 50,000 points on "
        "a search goes by a graph, and is to become slower by no more than the logarithm of the points."
    ),
    measure=measure,
    goals=(Goal(metric=GROWTH, at_most=1), Goal(metric="ready", at_most=10)),
)
