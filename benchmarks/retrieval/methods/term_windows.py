"""Windows of one length, end to end, ranked by the BM25 of the words in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from benchmarks.retrieval.lectures import Lecture
from benchmarks.retrieval.methods.answers import MAX_RESULTS, Answer, Videos
from benchmarks.retrieval.methods.term_index import Scores, TermIndex
from benchmarks.retrieval.sets.questions import Question
from vindex_search.models.encoders import SparseQueries
from vindex_search.models.sparse.words import word_spans

WORDS_KEPT: Final = 65_536
SCORES_KEPT: Final = 2  # of queries: each is asked in its video and in all

Terms = Callable[[str], list[int]]


def term_reader(encoder: SparseQueries) -> Terms:
    """Reads the words of an English text as tokens: stemmed, without stop words."""
    token = lru_cache(WORDS_KEPT)(lambda word: encoder.encode_query(word, ("en",))[0])

    def terms(text: str) -> list[int]:
        return [one for start, end in word_spans(text) for one in token(text[start:end].lower())]

    return terms


class Said(NamedTuple):
    """The terms of each caption of a video, with its middle, and the video's length, in seconds."""

    captions: list[tuple[float, list[int]]]
    duration_s: float


def said_terms(lecture: Lecture, terms: Terms) -> Said:
    """Read the captions of a video."""
    return Said([((start + end) / 2, terms(text)) for start, end, text in lecture.cues], lecture.duration_s)


class TermWindows:
    """Windows of one length over all videos.

    Args:
        said: The terms of each video.
        length_s: Of a window, in seconds.
        terms: Reads the words of queries as those of captions.
    """

    def __init__(self, said: Mapping[str, Said], length_s: int, terms: Terms) -> None:
        cut = {video: _cut(one, length_s) for video, one in said.items()}
        ends = np.cumsum([0, *map(len, cut.values())]).tolist()
        self._length_s = length_s
        self._rows = {video: slice(*ends) for video, ends in zip(cut, pairwise(ends), strict=True)}
        index = TermIndex([window for windows in cut.values() for window in windows])
        self._scores = lru_cache(SCORES_KEPT)(lambda text: index.scores(terms(text)))

    def best(self, question: Question, videos: Videos) -> list[Answer]:
        """The windows with the highest scores above 0."""
        found = self.courses(question, videos)
        best = {video: np.argsort(-course, kind="stable")[:MAX_RESULTS].tolist() for video, course in found.items()}
        ranked = [(float(found[video][at]), video, at) for video, places in best.items() for at in places]
        ranked = sorted((one for one in ranked if one[0] > 0), key=lambda one: -one[0])[:MAX_RESULTS]
        return [(video, float(at * self._length_s), float((at + 1) * self._length_s)) for _, video, at in ranked]

    def courses(self, question: Question, videos: Videos) -> dict[str, Scores]:
        """The scores of the windows of each video, in order."""
        scores = self._scores(question.text)
        return {video: scores[self._rows[video]] for video in videos or self._rows}


def _cut(said: Said, length_s: int) -> list[list[int]]:
    """The terms of each window; a caption belongs to the window that has its middle."""
    windows: list[list[int]] = [[] for _ in range(int(said.duration_s // length_s) + 1)]
    for middle_s, terms in said.captions:
        windows[min(len(windows) - 1, int(middle_s // length_s))] += terms
    return windows
