"""The picture of a case: bars of the contestants with their spread, or lines over the size where growth is measured."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.harness.case import Case
from benchmarks.harness.figures import values
from benchmarks.harness.sample import OURS, Sample
from benchmarks.ratios import spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_IN: Final = 8.0
BAR_IN: Final = 0.32
MARGIN_IN: Final = 0.9
OUR_COLOUR: Final = "#2a6fdb"
OTHER_COLOURS: Final = ("#8a8f98", "#b58a3c", "#5f9e6e", "#a3617a", "#6b7fa8", "#c08552", "#7d7d7d", "#9aa66b")


def draw(case: Case, samples: Sequence[Sample], path: Path) -> None:
    """Write an SVG: a panel for each metric of the goals, or for the first metric where there are no goals."""
    metrics = _metrics(case, samples)
    figure, axes = _panels(metrics, samples)
    for panel, metric in zip(axes, metrics, strict=True):
        shown = [one for one in samples if one.metric == metric]
        (_lines if any(one.size is not None for one in shown) else _bars)(panel, shown)
        panel.set_title(f"{metric} ({shown[0].unit})" if shown[0].unit else metric, fontsize=10, loc="left")
        panel.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def _metrics(case: Case, samples: Sequence[Sample]) -> list[str]:
    measured = list(dict.fromkeys(one.metric for one in samples))
    wanted = [metric for metric in dict.fromkeys(goal.metric for goal in case.goals) if metric in measured]
    return wanted or measured[:1]


def _panels(metrics: Sequence[str], samples: Sequence[Sample]) -> tuple[Any, list[Axes]]:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update({"svg.hashsalt": "vindex", "svg.fonttype": "none", "font.size": 9})
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # the same figures give the same file
    bars = max(len({(one.subject, one.contestant) for one in samples if one.metric == metric}) for metric in metrics)
    height = MARGIN_IN + (3.0 if any(one.size is not None for one in samples) else BAR_IN * bars)
    figure, axes = plt.subplots(len(metrics), 1, figsize=(WIDTH_IN, height * len(metrics)), squeeze=False)
    return figure, [row[0] for row in axes]


def _bars(panel: Axes, samples: Sequence[Sample]) -> None:
    keys = list(dict.fromkeys((one.subject, one.contestant) for one in samples))
    colours = _colours([contestant for _, contestant in keys])
    for row, (subject, contestant) in enumerate(reversed(keys)):
        figures = spread(list(values(samples, subject, contestant, samples[0].metric).values()))
        around = [[figures.median - figures.lowest], [figures.highest - figures.median]]
        panel.barh(row, figures.median, xerr=around, color=colours[contestant], capsize=3, height=0.7)
    panel.set_yticks(range(len(keys)), [f"{subject}: {contestant}" for subject, contestant in reversed(keys)])
    panel.set_ylim(-0.6, len(keys) - 0.4)


def _lines(panel: Axes, samples: Sequence[Sample]) -> None:
    contestants = list(dict.fromkeys(one.contestant for one in samples))
    colours = _colours(contestants)
    for contestant in contestants:
        sizes = sorted({one.size for one in samples if one.contestant == contestant and one.size is not None})
        figures = [
            spread([one.value for one in samples if (one.contestant, one.size) == (contestant, size)]) for size in sizes
        ]
        panel.plot(sizes, [one.median for one in figures], "o-", color=colours[contestant], label=contestant)
        lowest, highest = [one.lowest for one in figures], [one.highest for one in figures]
        panel.fill_between(sizes, lowest, highest, color=colours[contestant], alpha=0.2)
    panel.set_xscale("log")
    panel.set_ylim(bottom=0)
    panel.legend(frameon=False)


def _colours(contestants: Sequence[str]) -> dict[str, str]:
    others = [name for name in dict.fromkeys(contestants) if name != OURS]
    return {OURS: OUR_COLOUR, **{name: OTHER_COLOURS[i % len(OTHER_COLOURS)] for i, name in enumerate(others)}}
