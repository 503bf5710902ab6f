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
        abandoned: Whether it is to end: nobody waits, and others do.
        over: Whether it has ended.
        failure: Why it ended early; None: it did not, or nobody is to blame.
    """

    stretch: Stretch
    next: int
    waited: Counter[int] = field(default_factory=Counter)
    abandoned: bool = False
    over: bool = False
    failure: Exception | None = None

    @property
    def is_ahead(self) -> bool:
        """Whether nobody waits for what it makes: it runs ahead of a player."""
        return not +self.waited

    def will_reach(self, number: int, within: int) -> bool:
        """Whether a segment is made soon: it is among the next ones."""
        return not (self.abandoned or self.over) and self.next <= number < min(self.next + within, self.stretch.end)
