"""The measures of one method on one question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from benchmarks.retrieval.methods.answers import Answer, Method
from benchmarks.retrieval.sets.questions import Question

OVERLAPS: Final = (0.3, 0.5, 0.7)
SHORT_S: Final = 30.0  # what answers a sentence is shorter

Figures = dict[str, float]


class Measured(NamedTuple):
    """The measures of one title, each from 0 to 1, and how long the first answer in its video is."""

    figures: Figures
    length_s: float | None  # None: there is no answer


def measure_title(method: Method, question: Question) -> Measured:
    """Ask for a title, in the whole library and in its video."""
    inside = method(question, (question.video_id,))
    return Measured(
        figures=_title_figures(question, method(question, ()), inside),
        length_s=inside[0][2] - inside[0][1] if inside else None,
    )


def title_measures(method: Method, question: Question) -> Figures:
    """The measures of one title alone."""
    return measure_title(method, question).figures


def _title_figures(question: Question, answers: Sequence[Answer], inside: Sequence[Answer]) -> Figures:
    places = [rank for rank, answer in enumerate(answers, start=1) if question.contains_middle(*answer)]
    overlap = question.overlap(*inside[0][1:]) if inside else 0.0
    return {
        **{f"hit@{k}": float(any(place <= k for place in places)) for k in (1, 5, 10)},
        "mrr@10": 1 / places[0] if places else 0.0,
        "video@1": float(bool(answers) and answers[0][0] == question.video_id),
        **{f"r1@{least}": float(overlap >= least) for least in OVERLAPS},
        "miou": overlap,
    }


def sentence_measures(method: Method, question: Question) -> Figures:
    """Whether the first answer is short and contains the sentence: in its video, and in the whole library."""
    found = {"in its video": method(question, (question.video_id,)), "in all": method(question, ())}
    return {
        name: float(bool(answers) and question.is_answered_by(*answers[0], SHORT_S)) for name, answers in found.items()
    }
