"""Measurements as ratios to the reference of the same round: a busy machine slows both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Usage:
    """The resources that one run of a contestant used."""

    frames: int
    cpu_s: float
    wall_s: float
    added_mib: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, minimum and maximum of some figures."""

    median: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        """As in `0.21 (0.19-0.24)`."""
        return f"{self.median:.2f} ({self.lowest:.2f}-{self.highest:.2f})"


def spread(figures: Sequence[float]) -> Spread:
    """The spread of some figures.

    Raises:
        ValueError: there are none.
    """
    return Spread(median(figures), min(figures), max(figures))


def cpu_ratios(rounds: Sequence[Usage], reference: Sequence[Usage]) -> Spread:
    """Processor time as a share of the reference's in the same round."""
    return spread([one.cpu_s / other.cpu_s for one, other in zip(rounds, reference, strict=True)])


def wall_ratios(rounds: Sequence[Usage], reference: Sequence[Usage]) -> Spread:
    """Wall time as a share of the reference's in the same round."""
    return spread([one.wall_s / other.wall_s for one, other in zip(rounds, reference, strict=True)])


def compare_with_goal(figure: float, *, at_most: float) -> str:
    """The figure beside its goal."""
    return f"{figure:.2f} <= {at_most:.2f}: {'reached' if figure <= at_most else 'MISSED'}"
