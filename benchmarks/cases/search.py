"""Case `search`: one request after another, against the encoders and one query of the index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.sample import Sample
from benchmarks.service.contest import RAW, contest

REQUESTS: Final = 200  # of fewer the 99th percentile would be the slowest


def measure(options: Options) -> Iterator[Sample]:
    """One client."""
    yield from contest(options, clients=1, each=REQUESTS)


CASE: Final = Case(
    name="search",
    title="A search, one client",
    question=(
        "Chapter titles over HTTP, one after another, with moments, places and confidence, against the same encoders "
        "and one query of the same index in a process of its own. The own part is what models and index do not take."
    ),
    measure=measure,
    goals=(
        Goal(metric="own p50", at_most=3),
        Goal(metric="own p99", at_most=8),
        Goal(metric="p50", at_most=1.5, against=RAW),
    ),
    limits=(
        "Python, not the engine: of the processor time of a search at 100,000 points, 31 ms in its thread, the engine "
        "has 3 and the encoder 5. Some 300 hits and 1,800 scores of the points of ten videos come as objects one by "
        "one (9 ms), and moments, courses and places are made of them (15 ms): each of ten videos is some two hundred "
        "calls of numpy."
    ),
)
