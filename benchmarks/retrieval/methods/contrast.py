"""Contrast windows over a plain course: the range whose mean stands out most, of several lengths.

A course is cut into bins of 15 s. The contrast of a range is the mean inside minus the mean outside, times the root of
its length. Nothing is smoothed, snapped to sentences, or drawn towards the best hit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.retrieval.lectures import Lecture, Library
from benchmarks.retrieval.methods.answers import MAX_RESULTS, Answer, Videos
from benchmarks.retrieval.methods.term_index import Scores
from benchmarks.retrieval.sets.questions import Question

BIN_S: Final = 15
LENGTHS_S: Final = (15, 30, 60, 120, 240, 480)
VECTORS_KEPT: Final = 2  # of queries: each is asked in its video and in all

Courses = Callable[[Question, Videos], Mapping[str, Scores]]


class DenseCourses:
    """In every bin of a video the cosine of the nearest passage."""

    def __init__(self, lectures: Mapping[str, Lecture], library: Library) -> None:
        self._vectors: dict[str, npt.NDArray[np.float32]] = {}
        self._nearest: dict[str, npt.NDArray[np.intp]] = {}
        for video, points in library.points.items():
            middles = ((points["start_s"] + points["end_s"]) / 2).to_numpy()
            bins = (np.arange(int(lectures[video].duration_s // BIN_S) + 1) + 0.5) * BIN_S
            self._nearest[video] = np.abs(bins[:, None] - middles[None]).argmin(axis=1)
            self._vectors[video] = np.array(points["text_vector"].to_list(), dtype=np.float32)
        self._encode = lru_cache(VECTORS_KEPT)(library.retriever.encoders.text.encode_query)

    def courses(self, question: Question, videos: Videos) -> dict[str, Scores]:
        """The course of each video."""
        vector = self._encode(question.text)
        return {video: self._course(video, vector) for video in videos or self._vectors}

    def _course(self, video: str, vector: npt.NDArray[np.float32]) -> Scores:
        cosines: Scores = (self._vectors[video] @ vector).astype(np.float64)
        return cosines[self._nearest[video]]


def best_contrasts(courses: Courses, question: Question, videos: Videos) -> list[Answer]:
    """Of each of the ten videos with the highest bins, best first, the range that stands out most."""
    found = courses(question, videos)
    best = sorted(found, key=lambda video: -float(found[video].max()))[:MAX_RESULTS]
    return [(video, *contrast_window(found[video])) for video in best]


def contrast_window(course: Scores) -> tuple[float, float]:
    """The range of a course, in seconds, with the highest contrast; the shorter of two that are equal."""
    sums = np.concatenate([[0.0], np.cumsum(course)])
    best, answer = -np.inf, (0.0, float(BIN_S * len(course)))  # one that is shorter than all lengths is itself
    for steps in (length // BIN_S for length in LENGTHS_S if length // BIN_S < len(course)):
        inside = sums[steps:] - sums[:-steps]
        contrast = np.sqrt(steps) * (inside / steps - (sums[-1] - inside) / (len(course) - steps))
        first = int(contrast.argmax())
        if contrast[first] > best:
            best, answer = float(contrast[first]), (float(first * BIN_S), float((first + steps) * BIN_S))
    return answer
