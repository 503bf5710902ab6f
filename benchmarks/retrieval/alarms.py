"""False alarms of saved searches: the rate that is chosen, and the rate that is seen, on videos not measured.

`python -m benchmarks.retrieval.alarms FOLDER [--sets NAME ...]`: the folder has the form of `../shared/retrieval`.
Every second video of a set is the library, the others arrive one by one. The queries of `absent.txt` are in no video:
each video that raises an alarm for one is a false one. Of the questions on arriving videos the share is told whose
right place raises one. `library` holds the rate by the library's background alone, `both` by the search's own as well.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from benchmarks.retrieval.abstention import ABSENT
from benchmarks.retrieval.cache.keys import default_cache
from benchmarks.retrieval.cache.points import kept_points
from benchmarks.retrieval.cache.queries import KeptQueries
from benchmarks.retrieval.lectures import load_models
from benchmarks.retrieval.sets.folders import RetrievalSet, read_sets
from benchmarks.retrieval.sets.questions import Question
from vindex_search.alerts.rates.chance import Background, share_of_library, without_answers
from vindex_search.models.encoders import Encoders
from vindex_search.ranking.calibration.compare import AskedQueries, ask_all
from vindex_search.ranking.calibration.distribution import NullDistribution, Signals
from vindex_search.ranking.calibration.measure import measure_null_distribution
from vindex_search.ranking.calibration.questions import calibration_questions

RATES: Final = (10, 30, 100, 300)
MAX_QUESTIONS: Final = 300  # of a set

Points = dict[str, pl.DataFrame]
Row = dict[int, float]


def measure(of_set: RetrievalSet, cache: Path) -> dict[str, Row]:
    """By what is measured the share at each rate."""
    models = load_models()
    queries = KeptQueries(models.text, cache)
    points = {video: kept_points(lecture, models, cache) for video, lecture in sorted(of_set.lectures.items())}
    old, new = dict(list(points.items())[::2]), dict(list(points.items())[1::2])
    encoders = Encoders(queries, models.sparse, None)
    library = measure_null_distribution(old.values, encoders, calibration_questions())
    absent = ABSENT.read_text(encoding="utf-8").splitlines()
    questions = _some([one for one in of_set.questions if one.video_id in new])
    asked = ask_all(encoders, [*absent, *(one.text for one in questions)], ["en"], library)
    queries.save()
    own = _backgrounds(asked, library, old)
    return _false_alarms(asked, library, own, new, len(absent)) | _told(
        asked, library, own, new, questions, len(absent)
    )


def _some(questions: Sequence[Question]) -> list[Question]:
    return list(questions[:: len(questions) // MAX_QUESTIONS + 1])


def _backgrounds(asked: AskedQueries, library: NullDistribution, old: Points) -> list[tuple[Background, Background]]:
    """Of each query the library's background alone, and with its own."""
    scores = [asked.best(table) for table in old.values()]
    nothing = np.array([])
    return [
        (Background(library, nothing), Background(library, without_answers(list(of_query), library)))
        for of_query in zip(*scores, strict=True)
    ]


def _false_alarms(
    asked: AskedQueries,
    library: NullDistribution,
    own: Sequence[tuple[Background, Background]],
    new: Points,
    absent: int,
) -> dict[str, Row]:
    chances = np.array(
        [
            [_chances(own[query], signals, table, library) for query, signals in enumerate(asked.best(table)[:absent])]
            for table in new.values()
        ]
    )
    return {f"false alarms, {name}": _shares(chances[..., at].ravel()) for at, name in enumerate(("library", "both"))}


def _told(
    asked: AskedQueries,
    library: NullDistribution,
    own: Sequence[tuple[Background, Background]],
    new: Points,
    questions: Sequence[Question],
    absent: int,
) -> dict[str, Row]:
    found = []
    for query, question in enumerate(questions, start=absent):
        table = new[question.video_id]
        right = table.filter(
            [
                question.contains_middle(question.video_id, start, end)
                for start, end in table.select("start_s", "end_s").rows()
            ]
        )
        signals = asked.best(right)[query] if len(right) else {}
        found.append(_chances(own[query], signals, table, library) if signals else (1.0, 1.0))
    chances = np.array(found)
    return {f"right ones told, {name}": _shares(chances[:, at]) for at, name in enumerate(("library", "both"))}


def _chances(
    pair: tuple[Background, Background], signals: Signals, table: pl.DataFrame, library: NullDistribution
) -> tuple[float, float]:
    share = share_of_library(len(table), library)
    first, second = (one.chance(signals, share) for one in pair)
    return (1.0 if first is None else first), (1.0 if second is None else second)


def _shares(chances: np.ndarray) -> Row:
    return {one_in: float((chances <= 1 / one_in).mean()) for one_in in RATES}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.alarms", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", default=(), metavar="NAME", help="these sets only")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="what is kept between runs; %(default)s")
    given = parser.parse_args()
    for of_set in read_sets(given.folder, given.sets):
        print(f"## {of_set.name}: {len(of_set.lectures)} videos\n")
        for what, row in measure(of_set, given.cache).items():
            print(f"- {what}: " + ", ".join(f"1/{one_in} {100 * share:.2f} %" for one_in, share in row.items()))


if __name__ == "__main__":
    main()
