"""The null distribution of several workspaces together, from that of each. Pure.

Exact for cosines and, but for words that are in one text of each, for the counts of words. The BM25 score of a question
is the highest that it has in one of them: by the counts of all, the median question differed by a third of a unit
(decision 017).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from vindex_search.ranking.calibration.distribution import Column, NullDistribution, Signal


def merged(distributions: Sequence[NullDistribution]) -> NullDistribution | None:
    """The distribution of all of them; None of none.

    Where other questions were asked than of the largest one, before an update of vindex, only the counts are taken.
    """
    if len(distributions) < 2:
        return distributions[0] if distributions else None
    largest = max(distributions, key=lambda one: one.text_count)
    asked_alike = [one for one in distributions if _question_count(one) == _question_count(largest)]
    counts: Counter[int] = Counter()
    for one in distributions:
        counts.update(one.token_counts)
    return NullDistribution(
        scores=_highest(asked_alike),
        token_counts=dict(counts),
        text_count=sum(one.text_count for one in distributions),
        video_count=sum(one.video_count for one in distributions),
    )


def _highest(distributions: Sequence[NullDistribution]) -> dict[Signal, Column]:
    """Of every signal the highest score of each question."""
    found: dict[Signal, Column] = {}
    for one in distributions:
        for name, column in one.scores.items():
            found[name] = np.maximum(found[name], column) if name in found else column
    return found


def _question_count(distribution: NullDistribution) -> int:
    return max((len(column) for column in distribution.scores.values()), default=0)
