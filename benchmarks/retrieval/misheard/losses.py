"""What is lost: questions that had their answer among ten, and have it no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.retrieval.methods.answers import Method
from benchmarks.retrieval.sets.questions import Question
from benchmarks.retrieval.tables.rows import MIDDLE, SAMPLES

Hits = npt.NDArray[np.float64]  # per question 1 where the answer is among ten, else 0


class Loss(NamedTuple):
    """The share of right answers that are lost, less those gained, and both ends of its interval."""

    share: float
    low: float
    high: float


def hits_at_10(ways: Mapping[str, Method], questions: Sequence[Question]) -> dict[str, Hits]:
    """Per method whether each question has its answer among the first ten."""
    found = [
        [any(question.contains_middle(*answer) for answer in way(question, ())) for way in ways.values()]
        for question in questions
    ]
    return dict(zip(ways, np.array(found, dtype=np.float64).T, strict=True))


def lost(clean: Hits, heard: Hits) -> Loss:
    """What is lost of the hits that there were with clean captions, question by question."""
    chance = np.random.default_rng(0)
    drawn = [chance.integers(0, len(clean), len(clean)) for _ in range(SAMPLES)]
    low, high = np.percentile([_share(clean[rows], heard[rows]) for rows in drawn], MIDDLE)
    return Loss(_share(clean, heard), float(low), float(high))


def _share(clean: Hits, heard: Hits) -> float:
    return 1.0 - float(heard.sum() / clean.sum()) if clean.any() else 0.0
