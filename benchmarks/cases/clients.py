"""Case `clients`: twenty clients at once, against the same raw calls in a pool of as many threads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import Sample
from benchmarks.service.contest import RAW, contest

CLIENTS: Final = 20
REQUESTS: Final = 25  # of each


def measure(options: Options) -> Iterator[Sample]:
    """Twenty clients."""
    yield from contest(options, clients=CLIENTS, each=REQUESTS)


CASE: Final = Case(
    name="clients",
    title="Twenty clients at once",
    question=(
        "Twenty clients ask chapter titles over HTTP, on the cores that the service runs on too, against the same "
        "encoders and one query of the same index from a pool of twenty threads."
    ),
    measure=measure,
    goals=(Goal(metric="throughput", at_least=0.7, against=RAW), Goal(metric="p99 / p50", at_most=3)),
    limits=(
        "As for one client: a search takes three times the processor time of its raw calls, and one process has one "
        "lock of Python. A second process over a copy of the index would give the raw calls half as much again."
    ),
)
