"""Abstention: how often searches say that nothing matches, rightly and wrongly.

Two kinds of queries have no answer: those of `absent.txt`, written for this and none of the calibration questions,
about what no set of `../shared/retrieval` speaks of; and, much harder, each question with its own video left out, in a
library where every other video is about the same subject. An answer is lost where the service says that nothing matches
although the right place is among the first moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.retrieval.lectures import Library, Question
from benchmarks.retrieval.reliability.judged_answers import JudgedAnswer, ask, calibrate
from vindex_search.index.types import PointFilter
from vindex_search.ranking.calibration.distribution import NullDistribution

ABSENT: Final = Path(__file__).with_name("absent.txt")
TOP_K: Final = (1, 10)


def abstention(library: Library, questions: Sequence[Question]) -> dict[str, float]:
    """Shares of queries, 0 to 1, by what is measured."""
    calibration = calibrate(library)
    return abstention_of(library, calibration, [(one, ask(library, calibration, one.text)) for one in questions])


def abstention_of(
    library: Library, calibration: NullDistribution, answers: Sequence[tuple[Question, JudgedAnswer]]
) -> dict[str, float]:
    """The same, of questions that were asked already."""
    absent = ABSENT.read_text(encoding="utf-8").splitlines()
    elsewhere = [
        (question.text, PointFilter(video_ids=tuple(video for video in library.points if video != question.video_id)))
        for question, _ in answers
    ]
    rightly = {
        "abstains from queries about other subjects": [not ask(library, calibration, text).matched for text in absent],
        "abstains from titles whose own video is left out": [
            not ask(library, calibration, text, where).matched for text, where in elsewhere
        ],
    }
    lost = {f"right answers lost of those among the first {k}": _lost(answers, k) for k in TOP_K}
    return {what: sum(values) / max(1, len(values)) for what, values in {**rightly, **lost}.items()}


def _lost(answers: Sequence[tuple[Question, JudgedAnswer]], first: int) -> list[bool]:
    """Per question with the right place among the first moments, whether nothing is said to match."""
    return [not asked.matched for question, asked in answers if any(asked.right(question)[:first])]
