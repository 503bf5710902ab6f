"""The course of a query through a video: how well every second answers it, and not only the places that were found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vindex_search.index.base import Hit
from vindex_search.windows import Curve, deviations, regression

Courses = Callable[[Sequence[str]], Mapping[str, list["Course"]]]


@dataclass(frozen=True, slots=True)
class Course:
    """All points of one video in one vector space: where each lies, in seconds, and its score."""

    starts: Curve
    ends: Curve
    scores: Curve

    def curve(self, seconds: int) -> Curve:
        """The scores over the seconds of the video, in standard deviations from their mean."""
        return deviations(regression((self.starts + self.ends) / 2, self.scores, seconds))


def course(points: Sequence[Hit]) -> Course:
    """The course that points of one video make."""
    return Course(
        np.array([one.start_s for one in points]),
        np.array([one.end_s for one in points]),
        np.array([one.score for one in points]),
    )


def unknown(_video_ids: Sequence[str]) -> Mapping[str, list[Course]]:
    """No course is known: moments are made of the hits alone."""
    return {}
