"""How figures grow with the size of their subject: the exponent of the power law that fits best."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import linear_regression, median

from benchmarks.harness.sample import Sample


@dataclass(frozen=True, slots=True)
class Growth:
    """A metric that grows as `size ** exponent`; `factor` is its growth from the smallest size to the largest."""

    metric: str
    contestant: str
    exponent: float
    factor: float
    sizes: tuple[float, float]

    def __str__(self) -> str:
        """One sentence."""
        smallest, largest = self.sizes
        return (
            f"{self.metric} of {self.contestant} grows as size^{self.exponent:.2f}: "
            f"{self.factor:.2f} times from {smallest:,.0f} to {largest:,.0f}"
        )


def growth(samples: Sequence[Sample]) -> Iterator[Growth]:
    """The growth of each metric and contestant that was measured at two sizes or more, if its figures are positive."""
    for metric, contestant in dict.fromkeys((one.metric, one.contestant) for one in samples):
        by_size = medians_by_size(samples, metric, contestant)
        if len(by_size) > 1 and min(*by_size, *by_size.values()) > 0:
            logs = [[math.log(number) for number in numbers] for numbers in (by_size, by_size.values())]
            sizes = list(by_size)
            factor = by_size[sizes[-1]] / by_size[sizes[0]]
            yield Growth(metric, contestant, linear_regression(*logs).slope, factor, (sizes[0], sizes[-1]))


def medians_by_size(samples: Sequence[Sample], metric: str, contestant: str) -> dict[float, float]:
    """The median of a metric by size, the smallest size first; samples without a size are left out."""
    found: defaultdict[float, list[float]] = defaultdict(list)
    for one in samples:
        if (one.metric, one.contestant) == (metric, contestant) and one.size is not None:
            found[one.size].append(one.value)
    return {size: median(found[size]) for size in sorted(found)}
