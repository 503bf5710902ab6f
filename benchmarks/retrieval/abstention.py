"""Abstention: how often searches say that nothing matches, rightly and wrongly.

Two kinds of queries have no answer: those of `absent.txt`, written for this and none of the calibration questions; and,
much harder, each chapter title with its own video left out, in a library where every other video is about the same
subject. An answer is lost where the service says that nothing matches although the chapter is among the first moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.retrieval.lectures import Library, Question
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import NO_FILTER, Hit, PointFilter
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import says_every_word
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.measure import measure_null_distribution
from vindex_search.ranking.calibration.questions import calibration_questions
from vindex_search.ranking.confidence import match_confidence
from vindex_search.ranking.moments import find_moments

ABSENT: Final = Path(__file__).with_name("absent.txt")
TOP_K: Final = (1, 10)


def abstention(library: Library, questions: Sequence[Question]) -> dict[str, float]:
    """Shares of queries, 0 to 1, by what is measured."""
    calibration = measure_null_distribution(library.points.values, library.retriever.encoders, calibration_questions())
    absent = ABSENT.read_text(encoding="utf-8").splitlines()
    others = {q: tuple(video for video in library.points if video != q.video_id) for q in questions}
    rightly = {
        "abstains from queries about other subjects": [not _matches(library, calibration, text) for text in absent],
        "abstains from titles whose own video is left out": [
            not _matches(library, calibration, q.text, PointFilter(video_ids=others[q])) for q in questions
        ],
    }
    lost = {
        f"right answers lost of those among the first {k}": _lost_answers(library, calibration, questions, k)
        for k in TOP_K
    }
    return {what: sum(values) / max(1, len(values)) for what, values in {**rightly, **lost}.items()}


def _lost_answers(
    library: Library, calibration: NullDistribution, questions: Sequence[Question], first: int
) -> list[bool]:
    right = [question for question in questions if _is_right(library, question, first)]
    return [not _matches(library, calibration, question.text) for question in right]


def _matches(library: Library, calibration: NullDistribution, text: str, where: PointFilter = NO_FILTER) -> bool:
    vectors = library.retriever.vectors(text, CHANNELS)
    hits = library.retriever.hits(vectors, SearchScope(where))
    is_likely = match_confidence(hits, vectors.words, calibration).matched
    return is_likely or says_every_word(library.retriever, text, hits.get("words", ()))


def _is_right(library: Library, question: Question, first: int) -> bool:
    scope, vectors = SearchScope(), library.retriever.vectors(question.text, CHANNELS)
    hits: dict[Channel, list[Hit]] = library.retriever.hits(vectors, scope)
    found = find_moments(hits, limit=first, curves=library.retriever.relevance_curves(vectors, scope, hits))
    return any(question.contains_middle(moment.video_id, moment.start_s, moment.end_s) for moment in found)
