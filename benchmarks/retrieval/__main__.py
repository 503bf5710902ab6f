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
from typing import get_args

from benchmarks.retrieval.abstention import abstention
from benchmarks.retrieval.cache.keys import default_cache
from benchmarks.retrieval.cache.library import open_cached_library
from benchmarks.retrieval.lectures import Library
from benchmarks.retrieval.methods.plain import LONG_METHODS, plain_methods
from benchmarks.retrieval.methods.searches import search_methods
from benchmarks.retrieval.sets.folders import RetrievalSet, read_sets
from benchmarks.retrieval.sets.keywords import questions_about, said_in
from benchmarks.retrieval.sets.questions import Half, questions_of
from benchmarks.retrieval.tables.markdown import markdown
from benchmarks.retrieval.tables.measures import SHORT_S
from benchmarks.retrieval.tables.rows import Row, length_percentiles
from benchmarks.retrieval.tables.set_tables import SetTables, over_all, sentence_rows, title_rows


def measure_set(of_set: RetrievalSet, library: Library, half: Half, sentences: int) -> SetTables:
    """Measure one set, and print its tables as they come."""
    ways = {**plain_methods(of_set.lectures, library), **search_methods(library.retriever)}
    chosen = questions_of(of_set.questions, half)
    print(f"## {of_set.name}\n\n{len(of_set.lectures)} videos, {len(chosen)} questions ({half})\n")
    titles = title_rows(ways, chosen)
    print_titles(titles, length_percentiles([one.end_s - one.start_s for one in chosen]))
    keywords = questions_about(said_in(library.points.values()), sentences)
    short = sentence_rows({name: way for name, way in ways.items() if name not in LONG_METHODS}, keywords)
    print_sentences(short, f"{len(keywords)} sentences")
    shares = abstention(library, chosen)
    print_abstentions(shares)
    return SetTables(titles, short, shares)


def print_titles(rows: Sequence[Row], truth_s: Sequence[float] = ()) -> None:
    """Print the first table."""
    print(f"{markdown(rows, truth_s)}\n", flush=True)


def print_sentences(rows: Sequence[Row], what: str) -> None:
    """Print the second table."""
    print(
        f"{what} by four of their words: contained in an answer under {SHORT_S:.0f} s\n\n{markdown(rows)}\n", flush=True
    )


def print_abstentions(shares: Mapping[str, float]) -> None:
    """Print the third table."""
    print("| | |\n|---|---|")
    print("\n".join(f"| {what} | {100 * share:.1f} % |" for what, share in shares.items()), "\n", flush=True)


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
        sets = read_sets(given.folder, given.sets, given.half)
    except ValueError as unknown:
        sys.exit(str(unknown))
    measured = {}
    for of_set in sets:
        with open_cached_library(of_set.lectures, given.cache) as library:
            measured[of_set.name] = measure_set(of_set, library, given.half, given.sentences)
    of_all = over_all(list(measured.values()))
    print(f"## all: means of {', '.join(measured)}\n")
    print_titles(of_all.titles)
    print_sentences(of_all.sentences, "Sentences")
    print_abstentions(of_all.abstentions)
    print(f"{time.monotonic() - began:.0f} s")
    if given.json:
        tables = {name: one.as_json for name, one in {**measured, "all": of_all}.items()}
        given.json.write_text(json.dumps(tables, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
