"""Figures as text: three digits, medians with their range, ratios."""

from __future__ import annotations

from typing import Final

from benchmarks.harness.ratios import Spread

WHOLE_FROM: Final = 1000.0  # from here on digits behind the point say nothing


def shown_number(figure: float) -> str:
    """A figure with three digits, as in `12.3`; thousands are separated."""
    return f"{figure:.3g}" if abs(figure) < WHOLE_FROM else f"{figure:,.0f}"


def shown(figures: Spread) -> str:
    """Median and range, as in `12.3 (11.9-14)`; the median alone where all are alike."""
    median, lowest, highest = map(shown_number, (figures.median, figures.lowest, figures.highest))
    return median if lowest == highest else f"{median} ({lowest}-{highest})"


def compared(over: float) -> str:
    """A ratio of ours to another's, as in `vindex 0.31x`."""
    return f"vindex {over:.2g}x" if over < 1 else f"vindex {over:.3g}x"
