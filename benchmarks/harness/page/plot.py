"""The picture of a case: bars of the contestants with their spread, or lines over the size where growth is measured.

The same samples give the same bytes, so that a picture changes where a figure does.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.harness.case import Case
from benchmarks.harness.figures import judge
from benchmarks.harness.page.bars import draw_bars
from benchmarks.harness.page.lines import draw_lines
from benchmarks.harness.sample import Sample

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_IN: Final = 8.0
BAR_IN: Final = 0.34
LINES_IN: Final = 2.6
MARGIN_IN: Final = 0.95
STYLE: Final[dict[Any, Any]] = {  # matplotlib names each key as a literal
    "figure.facecolor": "white",  # a page in dark mode shows the picture as it is
    "axes.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "vindex",
}


def draw(case: Case, samples: Sequence[Sample], path: Path) -> None:
    """Write an SVG: a panel for each metric of the goals, or for the first metric where there are no goals."""
    import matplotlib as mpl

    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        figure = _figure(case, samples)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _figure(case: Case, samples: Sequence[Sample]) -> Figure:
    from matplotlib.figure import Figure  # of its own: pyplot would keep each figure open

    panels = [[one for one in samples if one.metric == metric] for metric in _metrics(case, samples)]
    heights = [_height(panel) for panel in panels]
    figure = Figure(figsize=(WIDTH_IN, sum(heights)), layout="constrained")
    axes = figure.subplots(len(panels), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    for [panel], shown in zip(axes, panels, strict=True):
        _draw_panel(panel, case, shown)
    return figure


def _metrics(case: Case, samples: Sequence[Sample]) -> list[str]:
    measured = list(dict.fromkeys(one.metric for one in samples))
    wanted = [metric for metric in dict.fromkeys(goal.metric for goal in case.goals) if metric in measured]
    return wanted or measured[:1]


def _height(samples: Sequence[Sample]) -> float:
    if _is_growth(samples):
        return MARGIN_IN + LINES_IN
    return MARGIN_IN + BAR_IN * len({(one.subject, one.contestant) for one in samples})


def _is_growth(samples: Sequence[Sample]) -> bool:
    """Whether the metric was measured at several sizes: a line through one point is a bar."""
    return len({one.size for one in samples} - {None}) > 1


def _draw_panel(panel: Axes, case: Case, samples: Sequence[Sample]) -> None:
    metric, unit = samples[0].metric, samples[0].unit
    goals = [goal for goal in case.goals if goal.metric == metric]
    (draw_lines if _is_growth(samples) else draw_bars)(panel, samples, list(judge(goals, samples)))
    panel.set_title(f"{metric} ({unit})" if unit else metric)
