"""How sure searches say they are, and how often they are right: abstention and reliability of every set.

`python -m benchmarks.retrieval.reliability FOLDER [--half HALF] [--plot FILE]`: the folder has the form of
`../shared/retrieval`. A moment is right where its middle is in a true range of the question; another place that answers
as well, which nobody marked, counts as wrong. Every question's first ten moments are judged, each with its confidence.

    expected    the mean confidence of the moments in a tenth
    seen        the share of them that is right
    ECE         expected calibration error: the mean of |expected - seen| over moments; also of first moments alone
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from benchmarks.retrieval.abstention import abstention_of
from benchmarks.retrieval.cache.keys import default_cache
from benchmarks.retrieval.cache.library import open_cached_library
from benchmarks.retrieval.reliability.judged_answers import JudgedAnswer, ask, calibrate
from benchmarks.retrieval.reliability.plot import reliability_svg
from benchmarks.retrieval.reliability.tenths import Judged, Tenth, calibration_error, diagram, tenths_of
from benchmarks.retrieval.sets.folders import RetrievalSet, read_sets
from benchmarks.retrieval.sets.questions import Half, Question, questions_of


def judged(asked: JudgedAnswer, question: Question, first: int | None = None) -> list[Judged]:
    """The confidences of the moments of a question, and whether each is right."""
    found = zip(asked.moments, asked.right(question), strict=True)
    return [(asked.judged.confidence(moment) or 0.0, right) for moment, right in found][:first]


def measure_set(of_set: RetrievalSet, half: Half, cache: Path) -> list[Tenth]:
    """Print the shares and the diagram of one set; returns the diagram's rows."""
    chosen = questions_of(of_set.questions, half)
    with open_cached_library(of_set.lectures, cache) as library:
        calibration = calibrate(library)
        answers = [(question, ask(library, calibration, question.text)) for question in chosen]
        shares = abstention_of(library, calibration, answers)
    shown = [one for question, asked in answers for one in judged(asked, question)]
    firsts = [one for question, asked in answers for one in judged(asked, question, first=1)]
    print(f"## {of_set.name}: {len(chosen)} questions ({half}), {len(shown)} moments\n")
    print("\n".join(f"- {what}: {100 * share:.1f} %" for what, share in shares.items()))
    print(f"- ECE of moments: {calibration_error(shown):.3f}")
    print(f"- ECE of first moments: {calibration_error(firsts):.3f}\n\n{diagram(tenths_of(shown))}\n", flush=True)
    return tenths_of(shown)


def arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The arguments of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval.reliability",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", default=(), metavar="NAME", help="these sets only")
    parser.add_argument("--half", choices=get_args(Half), default="reported")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="what is kept between runs; %(default)s")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write the diagram of all sets to this SVG file")
    return parser.parse_args(arguments)


def main() -> None:
    """Measure and print."""
    given = arguments()
    try:
        sets = read_sets(given.folder, given.sets)
    except ValueError as unknown:
        sys.exit(str(unknown))
    rows = {of_set.name: measure_set(of_set, given.half, given.cache) for of_set in sets}
    if given.plot:
        given.plot.write_text(reliability_svg(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
