"""Figures of samples: medians with their spread, ratios of the same round, and whether goals are reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.harness.case import Goal
from benchmarks.harness.ratios import Spread, spread
from benchmarks.harness.sample import Sample

MISSED: Final = "missed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a goal is reached for one subject.

    Attributes:
        goal: The goal.
        subject: What was worked on; empty where nothing was measured.
        spread: That of the figure, or of the ratio, over the rounds; None: not measured.
    """

    goal: Goal
    subject: str
    spread: Spread | None

    @property
    def is_reached(self) -> bool:
        """Whether the median lies within the bound."""
        return self.spread is not None and self.goal.is_reached(self.spread.median)

    @property
    def outcome(self) -> str:
        """`reached`, `missed` or `not measured`."""
        if self.spread is None:
            return "not measured"
        return "reached" if self.is_reached else MISSED


def values(samples: Iterable[Sample], subject: str, contestant: str, metric: str) -> dict[int, float]:
    """The values of a metric, by round."""
    return {
        sample.round: sample.value
        for sample in samples
        if (sample.subject, sample.contestant, sample.metric) == (subject, contestant, metric)
    }


def ratio(samples: Sequence[Sample], subject: str, metric: str, contestant: str, against: str) -> Spread | None:
    """The spread of a metric's ratio to another contestant's in the same round; None where no round has both.

    A round whose divisor is zero has no ratio.
    """
    own, other = (values(samples, subject, who, metric) for who in (contestant, against))
    ratios = [own[number] / other[number] for number in sorted(own.keys() & other.keys()) if other[number]]
    return spread(ratios) if ratios else None


def judge(goals: Iterable[Goal], samples: Sequence[Sample]) -> Iterator[Verdict]:
    """The verdict on each goal and subject; one without a figure for a goal that no sample speaks of."""
    for goal in goals:
        measured = [(subject, _figure(goal, subject, samples)) for subject in _subjects(goal, samples)]
        verdicts = [Verdict(goal, subject, figure) for subject, figure in measured if figure]
        yield from verdicts or [Verdict(goal, goal.subject, None)]


def _subjects(goal: Goal, samples: Sequence[Sample]) -> list[str]:
    return [goal.subject] if goal.subject else list(dict.fromkeys(sample.subject for sample in samples))


def _figure(goal: Goal, subject: str, samples: Sequence[Sample]) -> Spread | None:
    if goal.against:
        return ratio(samples, subject, goal.metric, goal.contestant, goal.against)
    own = values(samples, subject, goal.contestant, goal.metric)
    return spread(list(own.values())) if own else None
