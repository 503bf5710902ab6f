"""Fit the weights of `vindex_search/ranking/probability.py` on the tuned halves of all sets.

`python -m benchmarks.retrieval.reliability.training FOLDER` prints the lines to put there, and for each set the
expected calibration error of its reported half: with the weights of all sets, and with those fitted without that set.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.retrieval.cache.keys import default_cache
from benchmarks.retrieval.cache.library import open_cached_library
from benchmarks.retrieval.lectures import Library
from benchmarks.retrieval.reliability.fit import Floats, Samples, fit_weights, predicted
from benchmarks.retrieval.reliability.judged_answers import JudgedAnswer, ask, calibrate
from benchmarks.retrieval.reliability.tenths import calibration_error
from benchmarks.retrieval.sets.folders import read_sets
from benchmarks.retrieval.sets.questions import Question, questions_of
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.probability import Judge, Signs


def samples_of(library: Library, calibration: NullDistribution, questions: Sequence[Question]) -> Samples:
    """The first moments of each question."""
    answers = [(question, ask(library, calibration, question.text)) for question in questions]
    signs = [one for _, asked in answers for one in _signs(asked, calibration)]
    right = [one for question, asked in answers for one in asked.right(question)]
    return Samples(np.array(signs, dtype=np.float64).reshape(-1, len(Signs._fields)), np.array(right, dtype=np.float64))


def _signs(asked: JudgedAnswer, calibration: NullDistribution) -> list[Signs]:
    judge = Judge(asked.judged.hits, calibration, asked.judged.query_weight)
    return [judge.signs(moment) for moment in asked.moments]


def as_code(weights: Floats) -> str:
    """The lines of `probability.py`."""
    named = "\n".join(f"    {name}={weight:.3f}," for name, weight in zip(Signs._fields, weights[1:], strict=True))
    return f"INTERCEPT: Final = {weights[0]:.3f}\nWEIGHTS: Final = Signs(\n{named}\n)"


def check(tuned: Mapping[str, Samples], reported: Mapping[str, Samples]) -> str:
    """The error of each reported half, as a table."""
    lines = ["| | ECE | fitted without this set |", "|---|---|---|"]
    for name, samples in reported.items():
        others = {other: one for other, one in tuned.items() if other != name} or tuned
        errors = [_error(fit_weights(sets), samples) for sets in (tuned, others)]
        lines.append(f"| {name} | {errors[0]:.3f} | {errors[1]:.3f} |")
    return "\n".join(lines)


def _error(weights: Floats, samples: Samples) -> float:
    found = predicted(weights, samples.signs)
    return calibration_error([(float(one), bool(right)) for one, right in zip(found, samples.right, strict=True)])


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.reliability.training", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, default=default_cache(), help="what is kept between runs; %(default)s")
    given = parser.parse_args()
    tuned, reported = {}, {}
    for of_set in read_sets(given.folder):
        with open_cached_library(of_set.lectures, given.cache) as library:
            calibration = calibrate(library)
            tuned[of_set.name] = samples_of(library, calibration, questions_of(of_set.questions, "tuned"))
            reported[of_set.name] = samples_of(library, calibration, questions_of(of_set.questions, "reported"))
    print(f"{as_code(fit_weights(tuned))}\n\n{check(tuned, reported)}")


if __name__ == "__main__":
    main()
