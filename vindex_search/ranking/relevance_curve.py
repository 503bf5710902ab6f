"""The course of a query through a video: how well every second answers it, and not only the places that were found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vindex_search.index.types import PointTimes
from vindex_search.ranking.windows import Curve, standardize, kernel_regression

CurveSource = Callable[[Sequence[str]], Mapping[str, list["RelevanceCurve"]]]


@dataclass(frozen=True, slots=True)
class RelevanceCurve:
    """All points of one video in one vector space: where each lies, in seconds, and its score."""

    starts: Curve
    ends: Curve
    scores: Curve

    def sample(self, seconds: int) -> Curve:
        """The scores over the seconds of the video, in standard deviations from their mean."""
        return standardize(kernel_regression((self.starts + self.ends) / 2, self.scores, seconds))


def relevance_curve(places: PointTimes, scores: Sequence[tuple[object, float]]) -> RelevanceCurve:
    """The course that points of one video make.

    Args:
        places: Where each lies.
        scores: The id of each point and its score; those of no known place are left out.
    """
    found = [(places.rows[identity], score) for identity, score in scores if identity in places.rows]
    rows = [row for row, _ in found]
    return RelevanceCurve(places.starts[rows], places.ends[rows], np.array([score for _, score in found]))


def no_curves(_video_ids: Sequence[str]) -> Mapping[str, list[RelevanceCurve]]:
    """No course is known: moments are made of the hits alone."""
    return {}
