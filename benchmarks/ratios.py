"""Figures of rounds as ratios to the reference of the same round: a busy machine slows both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Took:
    """What one run of a contestant took."""

    frames: int
    cpu_s: float
    wall_s: float
    added_mib: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some figures, and the least and the most of them."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        """As in `0.21 (0.19-0.24)`."""
        return f"{self.middle:.2f} ({self.least:.2f}-{self.most:.2f})"


def spread(figures: Sequence[float]) -> Spread:
    """ValueError where there are none."""
    return Spread(median(figures), min(figures), max(figures))


def cpu_ratios(rounds: Sequence[Took], reference: Sequence[Took]) -> Spread:
    """Processor time as a share of the reference's in the same round."""
    return spread([one.cpu_s / other.cpu_s for one, other in zip(rounds, reference, strict=True)])


def wall_ratios(rounds: Sequence[Took], reference: Sequence[Took]) -> Spread:
    """Time on the clock as a share of the reference's in the same round."""
    return spread([one.wall_s / other.wall_s for one, other in zip(rounds, reference, strict=True)])


def verdict(figure: float, *, at_most: float) -> str:
    """The figure beside its goal."""
    return f"{figure:.2f} <= {at_most:.2f}: {'reached' if figure <= at_most else 'MISSED'}"
