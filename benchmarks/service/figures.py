"""Percentiles of what clients saw, as samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import Final

import numpy as np

from benchmarks.harness.sample import Sample
from benchmarks.service.clients import Load

STRIDE: Final = 7  # titles between the first ones of two clients, so that they do not ask the same


def titles_of_clients(titles: Sequence[str], clients: int, each: int) -> list[list[str]]:
    """What each client asks: so many titles, another one first."""
    return [list(islice(cycle(titles), start * STRIDE, start * STRIDE + each)) for start in range(clients)]


def samples(load: Load, subject: str, contestant: str, round_: int, *, size: float | None = None) -> Iterator[Sample]:
    """Median, 99th percentile and throughput; of a service its own part too."""
    whole = [took.whole for took in load.took]
    p50, p99 = np.percentile(whole, [50, 99])
    figures = [
        ("p50", p50, "ms"),
        ("p99", p99, "ms"),
        ("p99 / p50", p99 / p50, ""),
        ("throughput", len(whole) / load.wall_s, "1/s"),
    ]
    if any(took.own for took in load.took):
        own50, own99 = np.percentile([took.own for took in load.took], [50, 99])
        figures += [("own p50", own50, "ms"), ("own p99", own99, "ms")]
    for metric, value, unit in figures:
        yield Sample(
            subject=subject,
            contestant=contestant,
            round=round_,
            metric=metric,
            value=float(value),
            unit=unit,
            size=size,
        )
