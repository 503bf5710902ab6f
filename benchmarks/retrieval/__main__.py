"""Search quality on captioned videos with questions by people: every method in one table a set, and one over all.

`python -m benchmarks.retrieval FOLDER`: the folder and those in it have the form of `../shared/retrieval`. The captions
go through our passages, embeddings, points, embedded index and moments, with one setting for all sets.

    hit@k     one of the first k answers has its middle in the truth; MRR@10 is of the first such
    video@1   the first answer is in the right video
    R1@t      overlap (IoU) of the first answer with the truth, when only the right video is searched; mIoU its mean

Where several ranges are right, the best counts. A second table queries sentences by four of their own words, a third
one queries what a set does not contain. Intervals are the middle 95 % of 1000 bootstrap samples of the queries. Encoded
passages and indexes are kept between runs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from benchmarks.retrieval.abstention import abstention
from benchmarks.retrieval.kept.keys import default_cache
from benchmarks.retrieval.kept.library import open_kept_library
from benchmarks.retrieval.lectures import Library
from benchmarks.retrieval.methods.answers import Method
from benchmarks.retrieval.methods.plain import LONG_METHODS, plain_methods
from benchmarks.retrieval.methods.searches import search_methods
from benchmarks.retrieval.sets.folders import RetrievalSet, read_sets
from benchmarks.retrieval.sets.keywords import questions_about, said_in
from benchmarks.retrieval.sets.questions import Half, Question, questions_of
from benchmarks.retrieval.tables.markdown import markdown
from benchmarks.retrieval.tables.measures import SHORT_S, Measured, measure_title, sentence_measures
from benchmarks.retrieval.tables.rows import Row, length_percentiles, make_row, mean_row


def title_rows(ways: Mapping[str, Method], questions: Sequence[Question]) -> list[Row]:
    """The first table: a row a method. Question after question, since methods share the search of one."""
    measured: dict[str, list[Measured]] = {name: [] for name in ways}
    for question in questions:
        for name, way in ways.items():
            measured[name].append(measure_title(way, question))
    return [
        make_row(name, [one.figures for one in found], [one.length_s for one in found if one.length_s is not None])
        for name, found in measured.items()
    ]


def sentence_rows(ways: Mapping[str, Method], questions: Sequence[Question]) -> list[Row]:
    """The second table."""
    figures: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for question in questions:
        for name, way in ways.items():
            figures[name].append(sentence_measures(way, question))
    return [make_row(name, found) for name, found in figures.items()]


def measure_set(of_set: RetrievalSet, library: Library, half: Half, sentences: int) -> tuple[list[Row], list[Row], Any]:
    """Print the tables of one set; returns their rows, and the shares of the third one."""
    ways = {**plain_methods(of_set.lectures, library), **search_methods(library.retriever)}
    chosen = questions_of(of_set.questions, half)
    keywords = questions_about(said_in(library.points.values()), sentences)
    short_ways = {name: way for name, way in ways.items() if name not in LONG_METHODS}
    truth = length_percentiles([one.end_s - one.start_s for one in chosen])
    rows = title_rows(ways, chosen)
    print(f"## {of_set.name}\n\n{len(of_set.lectures)} videos, {len(chosen)} questions ({half})\n")
    print(f"{markdown(rows, truth)}\n", flush=True)
    short = sentence_rows(short_ways, keywords)
    print(f"{len(keywords)} sentences by four of their words: contained in an answer under {SHORT_S:.0f} s\n")
    print(f"{markdown(short)}\n", flush=True)
    shares = abstention(library, chosen)
    print("\n".join(f"- {what}: {100 * share:.1f} %" for what, share in shares.items()), flush=True)
    return rows, short, shares


def over_all(tables: Sequence[Sequence[Row]]) -> list[Row]:
    """Per method the mean of its rows over the sets."""
    return [mean_row(rows) for rows in zip(*tables, strict=True)]


def as_json(rows: Sequence[Row], short: Sequence[Row], shares: Any = None) -> dict[str, Any]:
    """The tables of a set, or of all."""
    tables = {"methods": [row.as_json for row in rows], "sentences": [row.as_json for row in short]}
    return {**tables, "abstention": shares} if shares else tables


def arguments() -> argparse.Namespace:
    """The arguments of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", default=(), metavar="NAME", help="these sets only")
    parser.add_argument("--half", choices=get_args(Half), default="reported")
    parser.add_argument("--sentences", type=int, default=300, help="number of sentences of the second table")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="what is kept between runs; %(default)s")
    parser.add_argument("--json", type=Path, help="write the tables to this file")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    given, began = arguments(), time.monotonic()
    try:
        sets = read_sets(given.folder, given.sets)
    except ValueError as unknown:
        sys.exit(str(unknown))
    measured = {}
    for of_set in sets:
        with open_kept_library(of_set.lectures, given.cache) as library:
            measured[of_set.name] = measure_set(of_set, library, given.half, given.sentences)
        print(f"- after {time.monotonic() - began:.0f} s\n", flush=True)
    rows, short = (over_all([one[table] for one in measured.values()]) for table in (0, 1))
    print(f"## all: means of {', '.join(measured)}\n\n{markdown(rows)}\n\n{markdown(short)}")
    if given.json:
        found = {name: as_json(*one) for name, one in measured.items()} | {"all": as_json(rows, short)}
        given.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
