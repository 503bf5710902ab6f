"""Plain methods: what a search has to beat. Chance, whole videos, BM25 windows of one length, contrast windows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np

from benchmarks.retrieval.lectures import Lecture, Library
from benchmarks.retrieval.methods.answers import MAX_RESULTS, Answer, Method, Videos
from benchmarks.retrieval.methods.contrast import BIN_S, DenseCourses, best_contrasts
from benchmarks.retrieval.methods.term_windows import TermWindows, said_terms, term_reader
from benchmarks.retrieval.sets.questions import Question

WINDOWS_S: Final = (15, 30, 60, 120, 240)
RANDOM_S: Final = 30.0
LONG_METHODS: Final = frozenset({"whole video", *(f"BM25 windows, {length} s" for length in WINDOWS_S[1:])})  # >= 30 s

Lectures = Mapping[str, Lecture]


def plain_methods(lectures: Lectures, library: Library) -> dict[str, Method]:
    """The plain methods by name."""
    terms = term_reader(library.retriever.encoders.sparse)
    said = {video: said_terms(lecture, terms) for video, lecture in lectures.items()}
    windows = {length: TermWindows(said, length, terms) for length in {*WINDOWS_S, BIN_S}}
    dense = DenseCourses(lectures, library)
    return {
        "random": partial(_random, lectures, np.random.default_rng(0)),
        "whole video": partial(_whole_video, lectures, np.random.default_rng(0)),
        **{f"BM25 windows, {length} s": windows[length].best for length in WINDOWS_S},
        "BM25 contrast": partial(best_contrasts, windows[BIN_S].courses),
        "dense contrast": partial(best_contrasts, dense.courses),
    }


def _random(lectures: Lectures, random: np.random.Generator, _question: Question, videos: Videos) -> list[Answer]:
    names = random.choice(list(videos or lectures), MAX_RESULTS)
    starts = [random.uniform(0, max(1.0, lectures[name].duration_s - RANDOM_S)) for name in names]
    return [(str(name), start, start + RANDOM_S) for name, start in zip(names, starts, strict=True)]


def _whole_video(lectures: Lectures, random: np.random.Generator, _question: Question, videos: Videos) -> list[Answer]:
    names = random.permutation(list(videos or lectures))[:MAX_RESULTS]
    return [(str(name), 0.0, lectures[name].duration_s) for name in names]
