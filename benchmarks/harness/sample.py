"""A sample: one measured figure of one contestant in one round. Rows of the results are samples."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

OURS: Final = "vindex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One measured figure.

    Attributes:
        subject: What was worked on, such as "GOP 250" or "lecture of 10 minutes".
        contestant: Who did the work; `OURS`, or what a user would otherwise run.
        round: Contestants take turns; figures of one round are compared with each other.
        metric: What was measured, such as "wall" or "p99".
        value: The figure.
        unit: Its unit, such as "s", "ms", "MiB" or "1/s"; empty for a ratio.
        size: How large the subject is where its growth is measured, such as the number of points; None elsewhere.

    Raises:
        ValueError: the value is not a finite number.
    """

    subject: str
    contestant: str
    round: int
    metric: str
    value: float
    unit: str
    size: float | None = None

    def __post_init__(self) -> None:
        """Validate the value."""
        if not math.isfinite(self.value):
            raise ValueError(f"{self.metric} of {self.contestant} ({self.subject}) is {self.value}, not a number")
