"""Rows of a table: the means of a method's measures with their bootstrap intervals, over a set and over all sets.

The intervals are the middle 95 % of 1000 samples of the queries, drawn with replacement; over all sets, of the means of
the sets' samples: each set weighs the same, whatever its size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

SAMPLES: Final = 1000
MIDDLE: Final = (2.5, 97.5)  # percentiles: the ends of an interval
LENGTH_SHARES: Final = (10, 50, 90)  # percentiles of lengths that are shown

Samples = npt.NDArray[np.float64]  # shape (SAMPLES, measures): the means of each sample


@dataclass(frozen=True, slots=True)
class Row:
    """A method's measures: names, means, the means of each bootstrap sample, and the lengths of its answers.

    `lengths_s` are the LENGTH_SHARES percentiles in seconds; empty: not measured.
    """

    method: str
    names: tuple[str, ...]
    means: tuple[float, ...]
    samples: Samples
    lengths_s: tuple[float, ...] = ()

    @property
    def intervals(self) -> list[tuple[float, float]]:
        """Per measure both ends of its interval."""
        low, high = np.percentile(self.samples, MIDDLE, axis=0)
        return list(zip(low.tolist(), high.tolist(), strict=True))

    @property
    def as_json(self) -> dict[str, Any]:
        """The row as an object: method, means, intervals and lengths."""
        return {
            "method": self.method,
            **dict(zip(self.names, self.means, strict=True)),
            "intervals": dict(zip(self.names, map(list, self.intervals), strict=True)),
            **({"lengths_s": list(self.lengths_s)} if self.lengths_s else {}),
        }


def make_row(method: str, figures: Sequence[Mapping[str, float]], lengths_s: Sequence[float] = ()) -> Row:
    """The row of a method.

    Args:
        method: Its name.
        figures: The measures of each question, at least one.
        lengths_s: Of its answers, in seconds.
    """
    random = np.random.default_rng(0)
    table = np.array([list(one.values()) for one in figures])
    drawn = [table[random.integers(0, len(table), len(table))].mean(axis=0) for _ in range(SAMPLES)]
    return Row(
        method=method,
        names=tuple(figures[0]),
        means=tuple(table.mean(axis=0).tolist()),
        samples=np.array(drawn),
        lengths_s=length_percentiles(lengths_s),
    )


def length_percentiles(lengths_s: Sequence[float]) -> tuple[float, ...]:
    """The LENGTH_SHARES percentiles; none of no lengths."""
    return tuple(np.percentile(lengths_s, LENGTH_SHARES).tolist()) if len(lengths_s) else ()


def mean_row(rows: Sequence[Row]) -> Row:
    """The mean of a method's rows over several sets; every set was sampled apart from the others."""
    random = np.random.default_rng(1)
    samples = [row.samples[random.permutation(SAMPLES)] for row in rows]  # all were drawn from one seed
    return Row(
        method=rows[0].method,
        names=rows[0].names,
        means=tuple(np.mean([row.means for row in rows], axis=0).tolist()),
        samples=np.mean(samples, axis=0),
    )
