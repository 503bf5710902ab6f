"""Figures of samples: medians with their spread, ratios of the same round, and whether goals are reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.harness.case import Goal
from benchmarks.harness.sample import Sample
from benchmarks.ratios import Spread, spread


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a goal is reached for one subject; `spread` is that of the figure or the ratio over the rounds."""

    goal: Goal
    subject: str
    spread: Spread

    @property
    def is_reached(self) -> bool:
        """Whether the median lies within the bound."""
        return self.goal.is_reached(self.spread.median)


def values(samples: Iterable[Sample], subject: str, contestant: str, metric: str) -> dict[int, float]:
    """The values of a metric, by round."""
    return {
        sample.round: sample.value
        for sample in samples
        if (sample.subject, sample.contestant, sample.metric) == (subject, contestant, metric)
    }


def ratio(samples: Sequence[Sample], subject: str, metric: str, contestant: str, against: str) -> Spread | None:
    """The spread of a metric's ratio to another contestant's in the same round; None where no round has both."""
    own, other = (values(samples, subject, who, metric) for who in (contestant, against))
    rounds = sorted(own.keys() & other.keys())
    return spread([own[number] / other[number] for number in rounds]) if rounds else None


def judge(goals: Iterable[Goal], samples: Sequence[Sample]) -> Iterator[Verdict]:
    """The verdict on each goal and subject that was measured."""
    for goal in goals:
        for subject in _subjects(goal, samples):
            found = _figure(goal, subject, samples)
            if found:
                yield Verdict(goal, subject, found)


def _subjects(goal: Goal, samples: Sequence[Sample]) -> list[str]:
    return [goal.subject] if goal.subject else list(dict.fromkeys(sample.subject for sample in samples))


def _figure(goal: Goal, subject: str, samples: Sequence[Sample]) -> Spread | None:
    if goal.against:
        return ratio(samples, subject, goal.metric, goal.contestant, goal.against)
    own = values(samples, subject, goal.contestant, goal.metric)
    return spread(list(own.values())) if own else None
