"""A case: a question about speed, how it is measured, and its goals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.sample import OURS, Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a case is measured.

    Attributes:
        rounds: How often each contestant has its turn.
        quick: One round over the smallest subjects: whether it runs, not how fast.
        media: Folder of films and recordings.
        folder: An empty folder for what the case writes.
    """

    rounds: int
    quick: bool
    media: Path
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A bound on the median of a metric, or of its ratio to another contestant's in the same round.

    Attributes:
        metric: Which metric.
        at_most: The bound from above; None where there is `at_least`.
        at_least: The bound from below.
        against: The contestant that it is divided by; empty: the figure itself is bounded.
        subject: The subject that it holds for; empty: for each.
        contestant: Whose figure it is.

    Raises:
        ValueError: there are two bounds, or none.
    """

    metric: str
    at_most: float | None = None
    at_least: float | None = None
    against: str = ""
    subject: str = ""
    contestant: str = OURS

    def __post_init__(self) -> None:
        """Validate the bounds."""
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError(f"a goal for {self.metric!r} has either at_most or at_least")

    @property
    def bound(self) -> str:
        """As in `<= 1.1`."""
        return f"<= {self.at_most:g}" if self.at_most is not None else f">= {self.at_least:g}"

    @property
    def title(self) -> str:
        """As in `wall / script <= 1.1`."""
        figure = f"{self.metric} / {self.against}" if self.against else self.metric
        return f"{figure} {self.bound}"

    def is_reached(self, figure: float) -> bool:
        """Whether a figure lies within the bound."""
        if self.at_most is not None:
            return figure <= self.at_most
        return self.at_least is not None and figure >= self.at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question about speed.

    Attributes:
        name: Name on the command line, of the file of results, and of the picture.
        title: Heading of its section on the page.
        question: One or two sentences: what is compared with what, and why a user cares.
        measure: Yields samples as they are measured.
        goals: What is to be reached.
        needs: Programs that have to be installed, such as "ffmpeg".
        limits: What stands in the way of goals that are missed; shown beneath them.
    """

    name: str
    title: str
    question: str
    measure: Callable[[Options], Iterator[Sample]]
    goals: tuple[Goal, ...] = ()
    needs: tuple[str, ...] = ()
    limits: str = ""
