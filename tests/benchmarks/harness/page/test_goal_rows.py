"""The overview counts what is reached."""

from __future__ import annotations

from benchmarks.harness.case import Goal
from benchmarks.harness.page.goal_rows import overview
from tests.support.benchmarks.samples import case_of, in_rounds, results_of


def test_outcomes_are_counted() -> None:
    samples = in_rounds([1.0])
    goals = (Goal(metric="wall", at_most=2), Goal(metric="wall", at_most=0.5), Goal(metric="memory", at_most=1))
    assert overview([(case_of(samples, goals), results_of(samples))]).startswith(
        "Goals: 1 reached, 1 missed, 1 not measured.\n\n| case |"
    )


def test_without_goals_there_is_no_overview() -> None:
    assert overview([(case_of([], goals=()), None)]) == ""
