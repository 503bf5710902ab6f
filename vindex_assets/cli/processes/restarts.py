"""When a process that has ended is started again: later each time, until it runs for a while, and not for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FIRST_DELAY_S: Final = 1.0
LONGEST_DELAY_S: Final = 60.0
STABLE_S: Final = 60.0  # what ran for so long has started well: its end is a new fault
MAX_QUICK_ENDS: Final = 6  # in a row, within two minutes: starting it once more changes nothing


@dataclass
class Restarts:
    """The ends of one process.

    Attributes:
        quick_ends: How often in a row it ended before it had run for STABLE_S.
    """

    quick_ends: int = 0

    def delay_s(self, ran_s: float) -> float | None:
        """Seconds to wait before it is started again, after it ran for some; None: it is not."""
        self.quick_ends = 1 if ran_s >= STABLE_S else self.quick_ends + 1
        if self.quick_ends >= MAX_QUICK_ENDS:
            return None
        return min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** (self.quick_ends - 1))
