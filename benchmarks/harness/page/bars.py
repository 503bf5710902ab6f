"""A panel of bars: one a subject and contestant, with spread, figure and ratio, and where each goal lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from benchmarks.harness.figures import Verdict, ratio, values
from benchmarks.harness.page.colours import NEUTRAL, colour_by_contestant, goal_colour
from benchmarks.harness.page.figure_text import compared, shown_number
from benchmarks.harness.ratios import spread
from benchmarks.harness.sample import OURS, Sample

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR_HEIGHT: Final = 0.68
MARK_HEIGHT: Final = 0.92
ROOM_FOR_TEXT: Final = 1.28  # of the longest bar, to the right of which its figure stands

Row = tuple[str, str]  # subject and contestant


def draw_bars(panel: Axes, samples: Sequence[Sample], verdicts: Sequence[Verdict]) -> None:
    """Draw the bars of one metric from the top, in the order of the samples."""
    rows = list(dict.fromkeys((one.subject, one.contestant) for one in samples))
    places = {row: len(rows) - 1 - number for number, row in enumerate(rows)}
    colours = colour_by_contestant(contestant for _, contestant in rows)
    ends = [_draw_bar(panel, places[row], row, samples, colours[row[1]]) for row in rows]
    marks = [_draw_goal(panel, places, samples, verdict) for verdict in verdicts]
    panel.set_yticks(list(places.values()), [_label(subject, contestant, rows) for subject, contestant in rows])
    panel.set_ylim(-0.6, len(rows) - 0.4)
    panel.set_xlim(0, max(*ends, *marks, 0.0) * ROOM_FOR_TEXT or 1.0)


def _draw_bar(panel: Axes, place: int, row: Row, samples: Sequence[Sample], colour: str) -> float:
    """One bar, its spread and its text; returns where it ends."""
    subject, contestant = row
    metric = samples[0].metric
    figures = spread(list(values(samples, subject, contestant, metric).values()))
    around = [[figures.median - figures.lowest], [figures.highest - figures.median]]
    panel.barh(place, figures.median, xerr=around, color=colour, ecolor=NEUTRAL, capsize=2.5, height=BAR_HEIGHT)
    over = ratio(samples, subject, metric, OURS, contestant) if contestant != OURS else None
    text = f"{shown_number(figures.median)} · {compared(over.median)}" if over else shown_number(figures.median)
    panel.annotate(text, (figures.highest, place), (5, 0), textcoords="offset points", va="center")
    return figures.highest


def _draw_goal(panel: Axes, places: dict[Row, int], samples: Sequence[Sample], verdict: Verdict) -> float:
    """A mark over the bar at the goal, green where it is reached; returns where it stands."""
    place = places.get((verdict.subject, verdict.goal.contestant))
    limit = _limit(verdict, samples)
    if place is None or limit is None:
        return 0.0
    half = MARK_HEIGHT / 2
    title = f"goal {verdict.goal.title}"
    label = "" if title in panel.get_legend_handles_labels()[1] else title  # once in the legend
    colour = goal_colour(verdict)
    panel.plot([limit] * 2, [place - half, place + half], color=colour, lw=2.5, label=label)
    _legend(panel)
    return limit


def _limit(verdict: Verdict, samples: Sequence[Sample]) -> float | None:
    goal = verdict.goal
    bound = goal.at_most if goal.at_most is not None else goal.at_least
    if not goal.against or bound is None:
        return bound
    other = values(samples, verdict.subject, goal.against, goal.metric)
    return bound * spread(list(other.values())).median if other else None


def _legend(panel: Axes) -> None:
    legend = panel.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0)
    for line in legend.get_lines():
        line.set_color(NEUTRAL)


def _label(subject: str, contestant: str, rows: Iterable[Row]) -> str:
    """The contestant, and the subject where there are several."""
    return f"{subject}: {contestant}" if len({of for of, _ in rows}) > 1 else contestant
