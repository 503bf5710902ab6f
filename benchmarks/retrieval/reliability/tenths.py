"""Reliability by tenths: of the moments of a confidence, the share expected to be right and the share that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

TENTHS: Final = 10
BAR: Final = 20  # characters of a diagram that stand for all of them

Judged = tuple[float, bool]  # the confidence of a moment, and whether it is right


class Tenth(NamedTuple):
    """The moments whose confidence is in one tenth."""

    tenth: int
    moments: int
    expected: float
    seen: float


def tenths_of(judged: Sequence[Judged]) -> list[Tenth]:
    """The tenths that have moments, lowest first."""
    table = np.array(judged, dtype=float).reshape(-1, 2)
    places = np.minimum((table[:, 0] * TENTHS).astype(int), TENTHS - 1)
    rows = [(place, table[places == place]) for place in range(TENTHS)]
    return [Tenth(place, len(row), *map(float, row.mean(axis=0))) for place, row in rows if len(row)]


def calibration_error(judged: Sequence[Judged]) -> float:
    """Expected calibration error: |expected - seen|, averaged over moments (Naeini et al., AAAI 2015)."""
    rows = tenths_of(judged)
    return sum(row.moments * abs(row.expected - row.seen) for row in rows) / max(1, sum(row.moments for row in rows))


def diagram(rows: Sequence[Tenth]) -> str:
    """A table with a bar: `=` as far as seen, `|` where expected."""
    lines = ["| confidence | moments | expected | seen | |", "|---|---|---|---|---|"]
    for row in rows:
        between = f"{row.tenth / TENTHS:.1f} to {(row.tenth + 1) / TENTHS:.1f}"
        lines.append(f"| {between} | {row.moments} | {100 * row.expected:.0f} | {100 * row.seen:.0f} | `{_bar(row)}` |")
    return "\n".join(lines)


def _bar(row: Tenth) -> str:
    filled, mark = round(BAR * row.seen), min(BAR - 1, round(BAR * row.expected))
    bar = "=" * filled + " " * (BAR - filled)
    return bar[:mark] + "|" + bar[mark + 1 :]
