"""Colours of the pictures: vindex stands out, the others are told apart, goals are green or red."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from benchmarks.harness.figures import Verdict
from benchmarks.harness.sample import OURS

OUR_COLOUR: Final = "#1f5fcc"
OTHER_COLOURS: Final = ("#9aa0a8", "#c9a25a", "#84b592", "#b98aa0", "#8f9fc0", "#d3a580", "#a8a8a8", "#b4bd8c")
NEUTRAL: Final = "#333333"  # of spreads, and of a goal in a legend: its marks may be green and red
REACHED: Final = "#1a7f37"
MISSED: Final = "#cf222e"


def colour_by_contestant(contestants: Iterable[str]) -> dict[str, str]:
    """A colour for each contestant, in their order."""
    names = dict.fromkeys(contestants)
    others = [name for name in names if name != OURS]
    grey = {name: OTHER_COLOURS[number % len(OTHER_COLOURS)] for number, name in enumerate(others)}
    return {name: OUR_COLOUR if name == OURS else grey[name] for name in names}


def goal_colour(verdict: Verdict) -> str:
    """Green where the goal is reached, red where not."""
    return REACHED if verdict.is_reached else MISSED
