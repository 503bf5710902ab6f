"""A panel of lines: one a contestant over the size of the subject, with spread, and a dashed line at each goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks.harness.figures import Verdict
from benchmarks.harness.growth import growth
from benchmarks.harness.page.colours import colour_by_contestant, goal_colour
from benchmarks.harness.ratios import Spread, spread
from benchmarks.harness.sample import Sample

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_lines(panel: Axes, samples: Sequence[Sample], verdicts: Sequence[Verdict]) -> None:
    """Draw the lines of one metric; both axes begin at what was measured least, the size is logarithmic."""
    exponents = {one.contestant: one.exponent for one in growth(samples)}
    for contestant, colour in colour_by_contestant(one.contestant for one in samples).items():
        sizes, figures = _spreads(samples, contestant)
        label = f"{contestant}: size^{exponents[contestant]:.2f}" if contestant in exponents else contestant
        panel.plot(sizes, [one.median for one in figures], "o-", color=colour, label=label)
        panel.fill_between(
            sizes, [one.lowest for one in figures], [one.highest for one in figures], color=colour, alpha=0.2, lw=0
        )
    _draw_goals(panel, verdicts)
    panel.set_xscale("log")
    every_size = sorted({one.size for one in samples if one.size is not None})
    panel.set_xticks(every_size, [f"{size:,.0f}" for size in every_size])
    panel.minorticks_off()
    panel.set_ylim(bottom=0)
    panel.legend(frameon=False)


def _spreads(samples: Sequence[Sample], contestant: str) -> tuple[list[float], list[Spread]]:
    """The sizes in their order, and the spread of the figures at each."""
    own = [(one.size, one.value) for one in samples if one.contestant == contestant and one.size is not None]
    sizes = sorted({size for size, _ in own})
    return sizes, [spread([value for of, value in own if of == size]) for size in sizes]


def _draw_goals(panel: Axes, verdicts: Sequence[Verdict]) -> None:
    """A goal on the figure itself is a line; one on a ratio is told by the distance of two lines, and by the table."""
    for goal in dict.fromkeys(verdict.goal for verdict in verdicts if not verdict.goal.against):
        worst = min((verdict for verdict in verdicts if verdict.goal == goal), key=lambda verdict: verdict.is_reached)
        limit = goal.at_most if goal.at_most is not None else goal.at_least
        if limit is not None:
            panel.axhline(limit, color=goal_colour(worst), ls="--", lw=1.5, label=f"goal {goal.title}")
