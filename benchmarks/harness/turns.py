"""Contestants in turns: each round all of them, in an order that alternates, so that load and heat hit all alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from benchmarks.harness.sample import Sample
from benchmarks.harness.usage import Usage


def take_turns(
    subject: str, contestants: Mapping[str, Callable[[], Usage]], rounds: int, *, size: float | None = None
) -> Iterator[Sample]:
    """Run each contestant once a round; yields their samples.

    Args:
        subject: What they work on.
        contestants: What each of them runs, by name.
        rounds: How many rounds.
        size: Size of the subject where its growth is measured.
    """
    names = list(contestants)
    for round_ in range(rounds):
        for name in names if round_ % 2 == 0 else reversed(names):
            yield from contestants[name]().samples(subject, name, round_, size=size)
