"""What it costs in quality that a workspace counts its own words: the library is divided, each half asks for itself.

`python -m benchmarks.retrieval.workspaces FOLDER [FOLDER ...]`: folders of the form of `../shared/retrieval`. Several
are one library with a workspace each; one alone is divided into two workspaces, video by video. Every title is asked of
its own workspace, with the rarity of words

    own      counted in that workspace
    library  counted in the whole library, as before decision 017
    none     not counted: every word weighs the same
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal, get_args

import polars as pl

from benchmarks.retrieval.lectures import Lecture, Library, open_library, read_lectures
from benchmarks.retrieval.methods.answers import Answer, Method
from benchmarks.retrieval.methods.searches import find_answers
from benchmarks.retrieval.sets.questions import Question
from benchmarks.retrieval.tables.markdown import markdown
from benchmarks.retrieval.tables.measures import title_measures
from benchmarks.retrieval.tables.rows import make_row
from vindex_search.contract.ids import Channel
from vindex_search.index.types import PointFilter, SparseVector
from vindex_search.query.retriever import QueryVectors, SearchScope
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.measure import count

Counting = Literal["own", "library", "none"]

CHANNELS: Final[Mapping[str, tuple[Channel, ...]]] = {"words": ("words",), "fused": ("speech", "words")}
SHOWN: Final = ("hit@1", "hit@10", "mrr@10", "r1@0.5")


def divided(library: Library, sets: Sequence[Mapping[str, Lecture]]) -> dict[str, str]:
    """The workspace of each video; the points of the index are published anew with it."""
    by_set = {video: f"set{number}" for number, one in enumerate(sets) for video in one}
    by_turns = {video: f"half{number % 2}" for number, video in enumerate(sorted(library.points))}
    workspaces = by_set if len(sets) > 1 else by_turns
    for video, points in library.points.items():
        library.index.publish(video, points.with_columns(workspace=pl.lit(workspaces[video])))
    return workspaces


def method_of(
    library: Library,
    workspaces: Mapping[str, str],
    channels: tuple[Channel, ...],
    counting: Counting,
    counts: NullDistribution,
) -> Method:
    """Searches of a question's workspace."""

    def answer(question: Question, videos: tuple[str, ...]) -> list[Answer]:
        own = workspaces[question.video_id]
        held = videos or tuple(video for video, workspace in workspaces.items() if workspace == own)
        where = PointFilter(video_ids=held, workspaces=(own,) if counting == "own" else ())
        scope, vectors = SearchScope(where, channels), library.retriever.vectors(question.text, channels)
        if counting == "none":
            vectors = replace(vectors, words=_level(vectors, counts))
        hits = library.retriever.hits(vectors, scope)
        return find_answers(library.retriever, question, scope, vectors, hits)

    return answer


def _level(vectors: QueryVectors, counts: NullDistribution) -> SparseVector | None:
    """The words of a query without what the index will multiply them by."""
    words = vectors.words
    if words is None:
        return None
    weights = [counts.query_weight([token], [1.0]) for token in words.indices]
    return SparseVector(words.indices, [value / weight for value, weight in zip(words.values, weights, strict=True)])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.workspaces", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    given = parser.parse_args()
    read = [read_lectures(folder) for folder in given.folders]
    lectures = {video: lecture for one, _ in read for video, lecture in one.items()}
    questions = [question for _, asked in read for question in asked]
    with tempfile.TemporaryDirectory() as folder, open_library(lectures, Path(folder)) as library:
        workspaces = divided(library, [one for one, _ in read])
        counts, _languages = count(library.points.values())
        for name, channels in CHANNELS.items():
            rows = []
            for counting in get_args(Counting):
                method = method_of(library, workspaces, channels, counting, counts)
                figures = [title_measures(method, question) for question in questions]
                rows.append(make_row(f"{name}, {counting}", [{key: one[key] for key in SHOWN} for one in figures]))
            print(f"{len(lectures)} videos, {len(questions)} titles\n\n{markdown(rows)}\n", flush=True)


if __name__ == "__main__":
    main()
