"""The form that all methods have: from a question, and the videos to search, to ranges of videos, best first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benchmarks.retrieval.sets.questions import Question

MAX_RESULTS: Final = 10

Answer = tuple[str, float, float]  # video, start, end
Videos = tuple[str, ...]  # to search; empty: all
Method = Callable[[Question, Videos], list[Answer]]
