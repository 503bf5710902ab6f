"""A run: a stretch of segments in the making, and who waits for which of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from vindex_search.clips.preview.make import Stretch


@dataclass(slots=True, eq=False)
class PreviewRun:
    """What is known of a run; all of it is read and changed under the lock of `Previews`.

    Attributes:
        stretch: Which segments.
        next: The segment that is made now.
        waited: How many wait for which segment.
        gives_way: Whether it ends as soon as nobody waits for it, because others wait.
        over: Whether it has ended.
        failure: Why it ended early; None: it did not, or nobody is to blame.
    """

    stretch: Stretch
    next: int
    waited: Counter[int] = field(default_factory=Counter)
    gives_way: bool = False
    over: bool = False
    failure: Exception | None = None

    @property
    def is_abandoned(self) -> bool:
        """Whether it is to end: it runs ahead of a player, and others wait."""
        return self.gives_way and not +self.waited

    def will_reach(self, number: int, within: int) -> bool:
        """Whether a segment is made soon: it is among the next ones."""
        return not (self.gives_way or self.over) and self.next <= number < min(self.next + within, self.stretch.end)
