"""What search loses where speech was misheard: the captions of each set with word errors of 10, 25 and 45 %.

`python -m benchmarks.retrieval.misheard FOLDER`: the folder has the form of `../shared/retrieval`. Of each set videos
are drawn until they have some 1500 passages: encoding takes the time. They are a library of their own, once as they are
and once per rate of errors (`word_errors.py`), and the same questions are asked of all. Lost is the share of the
questions with a right answer among ten that have none any more, less those that gained one; in brackets the middle
95 % of 1000 bootstrap samples of the questions.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, get_args

from benchmarks.retrieval.cache.keys import default_cache
from benchmarks.retrieval.cache.library import open_cached_library
from benchmarks.retrieval.methods.searches import search_methods
from benchmarks.retrieval.misheard.losses import hits_at_10, lost
from benchmarks.retrieval.misheard.samples import misheard, sample, word_error_rate
from benchmarks.retrieval.sets.folders import RetrievalSet, read_sets
from benchmarks.retrieval.sets.questions import Half

GOALS: Final[Mapping[float, float]] = {0.10: 0.05, 0.25: 0.15, 0.45: 0.35}  # word errors, share lost at most
GOAL_OF: Final = "fused"  # the method that the goals are of


def rows_of(of_set: RetrievalSet, cache: Path) -> Iterator[str]:
    """The rows of one set: one of the captions as they are, one per rate of errors."""
    with open_cached_library(of_set.lectures, cache) as library:
        clean = hits_at_10(search_methods(library.retriever), of_set.questions)
    yield _line([of_set.name, "0.0", "", *(f"{100 * hits.mean():.1f}" for hits in clean.values())])
    for rate, goal in GOALS.items():
        heard = misheard(of_set, rate)
        errors = 100 * word_error_rate(of_set.lectures, heard)
        with open_cached_library(heard, cache) as library:
            found = hits_at_10(search_methods(library.retriever), of_set.questions)
        shares = {name: lost(clean[name], hits) for name, hits in found.items()}
        is_reached = "reached" if shares[GOAL_OF][0] <= goal else "MISSED"
        cells = [f"-{100 * share:.1f} ({100 * low:.0f}-{100 * high:.0f})" for share, low, high in shares.values()]
        yield _line([of_set.name, f"{errors:.1f}", f"{100 * goal:.0f}: {is_reached}", *cells])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval.misheard",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", default=(), metavar="NAME", help="these sets only")
    parser.add_argument("--half", choices=get_args(Half), default="reported")
    parser.add_argument("--passages", type=int, default=1500, help="of a set, roughly (%(default)s)")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="what is kept between runs; %(default)s")
    given = parser.parse_args()
    try:
        sets = read_sets(given.folder, given.sets, given.half)
    except ValueError as unknown:
        sys.exit(str(unknown))
    names = ["words passages", "dense passages", "fused passages", "words", "dense", "fused"]
    print(_line(["set", "word errors, %", "goal of fused", *(f"hit@10, {name}" for name in names)]))
    print("|" + "---|" * (3 + len(names)))
    for of_set in sets:
        for row in rows_of(sample(of_set, given.half, given.passages), given.cache):
            print(row, flush=True)


if __name__ == "__main__":
    main()
