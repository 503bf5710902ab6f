"""A figure of one library, which the process that measures it prints as a line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from benchmarks.harness.sample import OURS, Sample


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; the size of its library is known to who reads it."""

    metric: str
    round: int
    value: float
    unit: str

    def to_line(self) -> str:
        """A line of JSON."""
        return json.dumps(asdict(self))

    def sample(self, partitions: int) -> Sample:
        """As a sample of a library with so many partitions."""
        return Sample(
            subject=f"{partitions:,} partitions",
            contestant=OURS,
            round=self.round,
            metric=self.metric,
            value=self.value,
            unit=self.unit,
            size=partitions,
        )


def read_line(line: str) -> Figure:
    """The figure of a line of JSON."""
    return Figure(**json.loads(line))
