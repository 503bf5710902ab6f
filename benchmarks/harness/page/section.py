"""One section of the page: question, machine, table of figures, table of goals, picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from benchmarks.harness.case import Case
from benchmarks.harness.figures import Verdict, judge, ratio, values
from benchmarks.harness.results import Results
from benchmarks.harness.sample import OURS, Sample
from benchmarks.ratios import Spread, spread

NOT_MEASURED: Final = "Not measured yet."


def section(case: Case, results: Results | None) -> str:
    """The Markdown of a case."""
    if results is None:
        return "\n\n".join((f"## {case.title}", case.question, NOT_MEASURED))
    parts = (
        f"## {case.title}",
        case.question,
        f"![{case.title}](pictures/{case.name}.svg)",
        _table(("subject", "metric", "contestant", "figure", f"{OURS} / contestant"), _figure_rows(results.samples)),
        _table(("goal", "subject", "measured", ""), map(_goal_row, judge(case.goals, results.samples))),
        f"Measured on {results.machine}.",
    )
    return "\n\n".join(part for part in parts if part)


def _figure_rows(samples: Sequence[Sample]) -> Iterator[tuple[str, ...]]:
    keys = dict.fromkeys((one.subject, one.metric, one.contestant, one.unit) for one in samples)
    for subject, metric, contestant, unit in keys:
        figures = spread(list(values(samples, subject, contestant, metric).values()))
        compared = None if contestant == OURS else ratio(samples, subject, metric, OURS, contestant)
        yield subject, metric, contestant, f"{shown(figures)} {unit}".strip(), shown(compared) if compared else ""


def _goal_row(verdict: Verdict) -> tuple[str, ...]:
    goal = verdict.goal
    name = f"{goal.metric} / {goal.against}" if goal.against else goal.metric
    reached = "reached" if verdict.is_reached else "**missed**"
    return f"{name} {goal.bound}", verdict.subject, shown(verdict.spread), reached


def shown(figures: Spread) -> str:
    """Median and range with three digits, as in `12.3 (11.9-14)`; the median alone where all are alike."""
    median, lowest, highest = (f"{figure:.3g}" if figure < 1000 else f"{figure:.0f}" for figure in _parts(figures))
    return median if lowest == highest else f"{median} ({lowest}-{highest})"


def _parts(figures: Spread) -> tuple[float, float, float]:
    return figures.median, figures.lowest, figures.highest


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines]) if lines else ""
