"""Contrast windows: the step of a course, whatever its length."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.retrieval.methods.contrast import best_contrasts, contrast_window
from benchmarks.retrieval.sets.questions import Question


@pytest.mark.parametrize(("first", "steps"), [(3, 1), (10, 4), (0, 8), (20, 16)])
def test_a_step_is_found_with_its_length(first: int, steps: int) -> None:
    course = np.zeros(60)
    course[first : first + steps] = 1.0
    assert contrast_window(course) == (15.0 * first, 15.0 * (first + steps))


def test_a_video_of_one_bin_is_its_own_window() -> None:
    assert contrast_window(np.ones(1)) == (0.0, 15.0)


def test_videos_come_by_their_highest_bin() -> None:
    courses = {"a": np.array([0.0, 1.0, 0.0]), "b": np.array([3.0, 0.0, 0.0]), "c": np.array([0.0, 0.0, 2.0])}
    found = best_contrasts(lambda _question, _videos: courses, Question("why", "a", 0, 1), ())
    assert found == [("b", 0.0, 15.0), ("c", 30.0, 45.0), ("a", 15.0, 30.0)]
