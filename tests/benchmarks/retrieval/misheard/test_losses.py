"""Losses: relative to what was found in clean captions, with intervals of paired questions."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.retrieval.methods.answers import Answer, Videos
from benchmarks.retrieval.misheard.losses import hits_at_10, lost
from benchmarks.retrieval.sets.questions import Question


def test_a_tenth_of_the_answers_is_lost() -> None:
    clean = np.array([1.0] * 50 + [0.0] * 50)
    heard = np.array([1.0] * 43 + [0.0] * 7 + [1.0] * 2 + [0.0] * 48)  # seven lost, two gained
    found = lost(clean, heard)
    assert found.share == pytest.approx(0.1)
    assert -0.05 < found.low < 0.1 < found.high < 0.25


def test_nothing_is_lost_where_nothing_was_found() -> None:
    assert lost(np.zeros(4), np.zeros(4)) == (0.0, 0.0, 0.0)


def test_a_hit_is_any_of_the_answers() -> None:
    def second(_question: Question, _videos: Videos) -> list[Answer]:
        return [("b", 0.0, 10.0), ("a", 0.0, 10.0)]

    asked = [Question("why", "a", 0.0, 8.0), Question("why", "c", 0.0, 8.0)]
    assert {name: hits.tolist() for name, hits in hits_at_10({"ours": second}, asked).items()} == {"ours": [1.0, 0.0]}
