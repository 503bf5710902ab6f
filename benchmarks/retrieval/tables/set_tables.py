"""The tables of one set: its titles, its sentences, and the questions that it does not answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.retrieval.methods.answers import Method
from benchmarks.retrieval.sets.questions import Question
from benchmarks.retrieval.tables.measures import Figures, Measured, measure_title, sentence_measures
from benchmarks.retrieval.tables.rows import Row, make_row, mean_row


@dataclass(frozen=True, slots=True)
class SetTables:
    """Rows of titles and of sentences, a row a method, and shares of abstentions from 0 to 1 by what they are of."""

    titles: Sequence[Row]
    sentences: Sequence[Row]
    abstentions: Mapping[str, float]

    @property
    def as_json(self) -> dict[str, Any]:
        """The tables as an object."""
        return {
            "methods": [row.as_json for row in self.titles],
            "sentences": [row.as_json for row in self.sentences],
            "abstention": dict(self.abstentions),
        }


def title_rows(ways: Mapping[str, Method], questions: Sequence[Question]) -> list[Row]:
    """A row a method, asked question after question: the methods share the search of one."""
    measured: dict[str, list[Measured]] = {name: [] for name in ways}
    for question in questions:
        for name, way in ways.items():
            measured[name].append(measure_title(way, question))
    return [
        make_row(name, [one.figures for one in found], [one.length_s for one in found if one.length_s is not None])
        for name, found in measured.items()
    ]


def sentence_rows(ways: Mapping[str, Method], questions: Sequence[Question]) -> list[Row]:
    """As `title_rows`, of sentences."""
    figures: dict[str, list[Figures]] = {name: [] for name in ways}
    for question in questions:
        for name, way in ways.items():
            figures[name].append(sentence_measures(way, question))
    return [make_row(name, found) for name, found in figures.items()]


def over_all(sets: Sequence[SetTables]) -> SetTables:
    """The means over the sets: each weighs the same."""
    names = sets[0].abstentions
    return SetTables(
        titles=[mean_row(rows) for rows in zip(*(one.titles for one in sets), strict=True)],
        sentences=[mean_row(rows) for rows in zip(*(one.sentences for one in sets), strict=True)],
        abstentions={what: sum(one.abstentions[what] for one in sets) / len(sets) for what in names},
    )
