"""One section of the page: question, picture, table of figures with the machine, growth, table of goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.harness.case import Case
from benchmarks.harness.figures import MISSED, judge, ratio, values
from benchmarks.harness.growth import growth
from benchmarks.harness.page.figure_text import shown
from benchmarks.harness.page.goal_rows import goal_cells
from benchmarks.harness.page.markdown import table
from benchmarks.harness.ratios import spread
from benchmarks.harness.results import Results
from benchmarks.harness.sample import OURS, Sample

NOT_MEASURED: Final = "Not measured yet."
FIGURES_HEAD: Final = ("subject", "metric", "contestant", "figure", f"{OURS} / contestant")
GOALS_HEAD: Final = ("goal", "subject", "measured", "")


def section(case: Case, results: Results | None) -> str:
    """The Markdown of a case."""
    if results is None:
        return "\n\n".join((f"## {case.title}", case.question, NOT_MEASURED))
    samples = results.samples
    verdicts = list(judge(case.goals, samples))
    parts = (
        f"## {case.title}",
        case.question,
        f"![{case.title}](pictures/{case.name}.svg)",
        f"Measured on {results.machine}.",
        table(FIGURES_HEAD, _figure_rows(samples)),
        "\n".join(f"- {one}" for one in growth(samples)),
        table(GOALS_HEAD, map(goal_cells, verdicts)),
        case.limits if any(verdict.outcome == MISSED for verdict in verdicts) else "",
    )
    return "\n\n".join(part for part in parts if part)


def _figure_rows(samples: Sequence[Sample]) -> Iterator[tuple[str, ...]]:
    keys = dict.fromkeys((one.subject, one.metric, one.contestant, one.unit) for one in samples)
    for subject, metric, contestant, unit in keys:
        figures = spread(list(values(samples, subject, contestant, metric).values()))
        over = None if contestant == OURS else ratio(samples, subject, metric, OURS, contestant)
        yield subject, metric, contestant, f"{shown(figures)} {unit}".strip(), shown(over) if over else ""
