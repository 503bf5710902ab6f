"""Search quality on lectures with captions and chapter titles: every retrieval method in one table.

`python -m benchmarks.retrieval FOLDER [--json FILE] [--half all|tuned|reported]`: the folder has the form of
`../shared/retrieval`. The captions go through our passages, embeddings, points, embedded index and moments. A title is
a query, its chapter the ground truth.

    hit@k     one of the first k answers has its middle in the chapter; MRR@10 is of the first such
    video@1   the first answer is in the right video
    R1@t      overlap (IoU) of the first answer with the chapter, when only the right video is searched; mIoU its mean

A second table queries sentences by four of their own words, a third one queries what the library does not contain.
Intervals are the middle 95 % of 1000 bootstrap samples of the queries.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.retrieval.abstention import abstention
from benchmarks.retrieval.lectures import Lecture, Question, is_reported, keyword_questions, open_library, read_lectures
from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit, PointFilter
from vindex_search.query.retriever import Retriever, SearchScope
from vindex_search.ranking.fusion import rank_hits
from vindex_search.ranking.moments import find_moments

MAX_RESULTS: Final = 10
OVERLAPS: Final = (0.3, 0.5, 0.7)
SAMPLES: Final = 1000
SHORT_S: Final = 30.0

Answer = tuple[str, float, float]  # video, start, end
Hits = Mapping[Channel, Sequence[Hit]]
Videos = tuple[str, ...]  # to search; empty: all
Method = Callable[[Question, Videos], list[Answer]]


def passages(hits: Hits) -> list[Answer]:
    """The passages of the hits, fused by reciprocal rank, without moments."""
    shares: dict[Answer, float] = {}
    ranking = rank_hits(hits)
    for hit, share in zip(ranking.hits, ranking.shares.tolist(), strict=True):
        place = (hit.video_id, hit.start_s, hit.end_s)
        shares[place] = shares.get(place, 0.0) + share
    return sorted(shares, key=lambda place: -shares[place])[:MAX_RESULTS]


def methods(retriever: Retriever, lectures: Mapping[str, Lecture], random: np.random.Generator) -> dict[str, Method]:
    """The methods that the table compares, by name."""

    def method_of(channels: tuple[Channel, ...], moments: bool) -> Method:
        def answer(question: Question, videos: Videos) -> list[Answer]:
            scope = SearchScope(PointFilter(video_ids=videos), channels)
            vectors = retriever.vectors(question.text, channels)
            hits = retriever.hits(vectors, scope)
            if not moments:
                return passages(hits)
            found = find_moments(
                hits,
                limit=MAX_RESULTS,
                matches=partial(retriever.matches, question.text),
                has_every_word=partial(retriever.has_every_word, question.text),
                curves=retriever.relevance_curves(vectors, scope, hits),
            )
            return [(moment.video_id, moment.start_s, moment.end_s) for moment in found]

        return answer

    def any_window(_question: Question, videos: Videos) -> list[Answer]:
        names = random.choice(list(videos or lectures), MAX_RESULTS)
        starts = [random.uniform(0, max(1.0, lectures[name].duration_s - SHORT_S)) for name in names]
        return [(str(name), start, start + SHORT_S) for name, start in zip(names, starts, strict=True)]

    def whole(_question: Question, videos: Videos) -> list[Answer]:
        names = random.permutation(list(videos or lectures))[:MAX_RESULTS]
        return [(str(name), 0.0, lectures[name].duration_s) for name in names]

    ways: dict[str, tuple[Channel, ...]] = {"words": ("words",), "dense": ("speech",), "fused": ("speech", "words")}
    made = {f"{name} passages": method_of(channels, False) for name, channels in ways.items()}
    return {"random": any_window, "whole video": whole, **made, **{n: method_of(c, True) for n, c in ways.items()}}


def title_measures(method: Method, question: Question) -> dict[str, float]:
    """The measures of one title."""
    answers = method(question, ())
    places = [rank for rank, answer in enumerate(answers, start=1) if question.contains_middle(*answer)]
    inside = method(question, (question.video_id,))
    overlap = question.overlap(*inside[0][1:]) if inside else 0.0
    return {
        **{f"hit@{k}": float(any(place <= k for place in places)) for k in (1, 5, 10)},
        "mrr@10": 1 / places[0] if places else 0.0,
        "video@1": float(bool(answers) and answers[0][0] == question.video_id),
        **{f"r1@{least}": float(overlap >= least) for least in OVERLAPS},
        "miou": overlap,
    }


def sentence_measures(method: Method, question: Question) -> dict[str, float]:
    """Whether the first answer is short and contains the sentence: in its video, and in the whole library."""
    found = {"in its video": method(question, (question.video_id,)), "in all": method(question, ())}
    return {
        name: float(bool(answers) and question.is_answered_by(*answers[0], SHORT_S)) for name, answers in found.items()
    }


def row(name: str, figures: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """The means of a method's measures with their bootstrap intervals."""
    random = np.random.default_rng(0)
    table = np.array([list(one.values()) for one in figures])
    means = [table[random.integers(0, len(table), len(table))].mean(axis=0) for _ in range(SAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5], axis=0)
    names = list(figures[0])
    spread = {key: [float(least), float(most)] for key, least, most in zip(names, low, high, strict=True)}
    return {"method": name, **dict(zip(names, table.mean(axis=0).tolist(), strict=True)), "intervals": spread}


def markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as a table: percentages, with intervals in brackets."""
    names = [key for key in rows[0] if key not in ("method", "intervals")]
    lines = ["| " + " | ".join(["", *names]) + " |", "|" + "---|" * (len(names) + 1)]
    for one in rows:
        cells = [f"{100 * one[name]:.1f} ({_spread(one['intervals'][name])})" for name in names]
        lines.append("| " + " | ".join([one["method"], *cells]) + " |")
    return "\n".join(lines)


def _spread(interval: Sequence[float]) -> str:
    return "-".join(f"{100 * end:.0f}" for end in interval)


def _half(questions: Sequence[Question], half: str) -> list[Question]:
    return [q for q in questions if half == "all" or is_reported(questions, q) == (half == "reported")]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, help="write the tables to this file")
    parser.add_argument("--half", choices=("all", "tuned", "reported"), default="all")
    parser.add_argument("--sentences", type=int, default=300, help="number of sentences of the second table")
    given = parser.parse_args()
    lectures, questions = read_lectures(given.folder)
    chosen, keywords = _half(questions, given.half), keyword_questions(lectures, given.sentences)
    with tempfile.TemporaryDirectory() as folder, open_library(lectures, Path(folder)) as library:
        ways = methods(library.retriever, lectures, np.random.default_rng(0))
        rows = [row(name, [title_measures(way, question) for question in chosen]) for name, way in ways.items()]
        print(f"{len(lectures)} videos, {len(chosen)} titles\n\n{markdown(rows)}\n", flush=True)
        short = [row(name, [sentence_measures(way, one) for one in keywords]) for name, way in ways.items()]
        print(f"{len(keywords)} sentences by four of their words: contained in a moment under {SHORT_S:.0f} s")
        print(f"\n{markdown(short)}\n", flush=True)
        abstentions = abstention(library, chosen)
    print("\n".join(f"{what}: {100 * share:.1f} %" for what, share in abstentions.items()))
    if given.json:
        given.json.write_text(json.dumps({"methods": rows, "sentences": short, "abstention": abstentions}, indent=1))


if __name__ == "__main__":
    main()
