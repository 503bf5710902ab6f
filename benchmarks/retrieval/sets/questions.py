"""Questions with their ground truth, and the half of a set that each belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Half = Literal["tuned", "reported", "all"]
Span = tuple[float, float]  # start and end in seconds

ROUNDING_S: Final = 0.01


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its ground truth: a range of one video, and others where several are right."""

    text: str
    video_id: str
    start_s: float
    end_s: float
    other_spans: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """All right ranges."""
        return ((self.start_s, self.end_s), *self.other_spans)

    def contains_middle(self, video: str, start: float, end: float) -> bool:
        """Whether the middle of an answer is in a true range."""
        middle = (start + end) / 2
        return video == self.video_id and any(begin <= middle < until for begin, until in self.spans)

    def overlap(self, start: float, end: float) -> float:
        """Intersection over union with the true range that is overlapped best."""
        return max(_overlap((start, end), span) for span in self.spans)

    def is_answered_by(self, video: str, start: float, end: float, max_s: float) -> bool:
        """Whether an answer contains a whole true range and is shorter than a maximum."""
        holds = any(start <= begin + ROUNDING_S and end >= until - ROUNDING_S for begin, until in self.spans)
        return video == self.video_id and holds and end - start < max_s


def _overlap(one: Span, other: Span) -> float:
    inside = max(0.0, min(one[1], other[1]) - max(one[0], other[0]))
    return inside / (one[1] - one[0] + other[1] - other[0] - inside)


def is_reported(questions: Sequence[Question], question: Question) -> bool:
    """Whether a query belongs to the half that nothing is tuned on: that of every second video, by id."""
    return question.video_id in reported_videos(questions)


def reported_videos(questions: Sequence[Question]) -> frozenset[str]:
    """The videos whose queries nothing is tuned on."""
    return frozenset(sorted({one.video_id for one in questions})[1::2])


def questions_of(questions: Sequence[Question], half: Half) -> list[Question]:
    """The questions of a half, in their order."""
    reported = reported_videos(questions)
    return [one for one in questions if half == "all" or (one.video_id in reported) == (half == "reported")]
