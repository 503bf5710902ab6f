"""Rows of goals: those of a case, and the overview of all cases at the top of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from benchmarks.harness.case import Case
from benchmarks.harness.figures import MISSED, Verdict, judge
from benchmarks.harness.page.figure_text import shown
from benchmarks.harness.page.markdown import anchor, table
from benchmarks.harness.results import Results

OVERVIEW_HEAD: Final = ("case", "subject", "goal", "measured", "")
NOT_MEASURED: Final = "not measured"


def overview(measured: Iterable[tuple[Case, Results | None]]) -> str:
    """The table of all goals, with how many of them are reached."""
    rows, outcomes = [], list[str]()
    for case, results in measured:
        for verdict in judge(case.goals, results.samples if results else ()):
            goal, subject, figure, outcome = goal_cells(verdict)
            rows.append((f"[{case.title}]({anchor(case.title)})", subject, goal, figure, outcome))
            outcomes.append(verdict.outcome)
    counts = ", ".join(_counts(outcomes))
    return "\n\n".join(part for part in (f"Goals: {counts}." if counts else "", table(OVERVIEW_HEAD, rows)) if part)


def _counts(outcomes: list[str]) -> Iterator[str]:
    for outcome in ("reached", MISSED, NOT_MEASURED):
        if outcome in outcomes:
            yield f"{outcomes.count(outcome)} {outcome}"


def goal_cells(verdict: Verdict) -> tuple[str, str, str, str]:
    """Goal, subject, figure and outcome; one that is missed stands out."""
    figure = shown(verdict.spread) if verdict.spread else ""
    outcome = f"**{verdict.outcome}**" if verdict.outcome == MISSED else verdict.outcome
    return verdict.goal.title, verdict.subject, figure, outcome
