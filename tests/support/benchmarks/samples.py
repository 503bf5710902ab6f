"""Samples and cases with short names, for tests of the harness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.harness.case import Case, Goal, Options
from benchmarks.harness.machine import Machine
from benchmarks.harness.results import Results
from benchmarks.harness.sample import OURS, Sample

MACHINE = Machine(
    processor="Example 9000",
    cores=2,
    memory_gib=8.0,
    python="3.11.9",
    commit="0123abcd",
    measured_at="2026-11-30 12:00",
    load=0.25,
)
WALL_GOAL = Goal(metric="wall", at_most=0.9, against="script")


def sample(
    value: float,
    *,
    contestant: str = OURS,
    round_: int = 0,
    subject: str = "film",
    metric: str = "wall",
    unit: str = "s",
    size: float | None = None,
) -> Sample:
    return Sample(
        subject=subject, contestant=contestant, round=round_, metric=metric, value=value, unit=unit, size=size
    )


def in_rounds(figures: Sequence[float], *, contestant: str = OURS, subject: str = "film") -> list[Sample]:
    """A figure a round."""
    numbered = enumerate(figures)
    return [sample(value, contestant=contestant, round_=number, subject=subject) for number, value in numbered]


def beside_a_script() -> list[Sample]:
    """Three rounds of two contestants, the second of which a busy machine slows down: a ratio of 0.5 in each."""
    return in_rounds([1.0, 3.0, 1.1]) + in_rounds([2.0, 6.0, 2.2], contestant="script")


def growing(exponent: float, *, metric: str = "wall") -> list[Sample]:
    """Figures that grow as a power of their size."""
    return [
        sample(0.5 * size**exponent, subject=f"{size} videos", size=float(size), metric=metric)
        for size in (10, 100, 1000)
    ]


def case_of(samples: Sequence[Sample], goals: tuple[Goal, ...] = (WALL_GOAL,), needs: tuple[str, ...] = ()) -> Case:
    """A case that yields these samples."""

    def measure(_: Options) -> Iterator[Sample]:
        yield from samples

    return Case(name="film", title="A film", question="Which is faster?", measure=measure, goals=goals, needs=needs)


def results_of(samples: Sequence[Sample]) -> Results:
    return Results(MACHINE, tuple(samples))
