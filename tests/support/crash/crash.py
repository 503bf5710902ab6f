"""One crash: at which point, of what, at which time it is passed, and how the process ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.support.crash.ends import HOW, End
from vindex_search.common import crash_point
from vindex_search.common.crash_point import POINTS

REACHED: Final = "reached"  # file of the folder of a case: written when the crash begins


@dataclass(slots=True)
class Crash:
    """A crash that happens once.

    Attributes:
        point: Name of the crash point.
        how: How the process ends.
        what: Only where the point is passed for this; empty: for anything.
        time: At the how manieth time.
    """

    point: str
    how: End = "kill"
    what: str = ""
    time: int = 1
    _passed: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Refuse a point that is not there."""
        assert self.point in POINTS, self.point

    def __str__(self) -> str:
        """As a test's name shows it."""
        return "-".join([self.point, *([self.what] if self.what else []), self.how])

    def arm(self, folder: Path) -> None:
        """Have this process crash; that it does is written into a folder."""

        def action(point: str, what: str) -> None:
            if point != self.point or self.what not in ("", what):
                return
            self._passed += 1
            if self._passed == self.time:
                (folder / REACHED).write_text(what, encoding="utf-8")
                HOW[self.how]()

        crash_point.arm(action)
