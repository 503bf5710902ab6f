"""`python -m benchmarks.retrieval.chapters FOLDER`: made bounds beside people's headings, and who names a heading.

The first table has the bounds of topics (`vindex_assets/chapters/topics.py`) beside equal lengths and random passages,
means over the videos of the half that nothing is tuned on. The second one has how many headings name themselves, and
how many questions of other sets name a heading that is none of theirs.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.retrieval.cache.keys import default_cache
from benchmarks.retrieval.cache.points import kept_points
from benchmarks.retrieval.chapters.boundaries import f1, window_diff
from benchmarks.retrieval.lectures import load_models
from benchmarks.retrieval.sets.folders import RetrievalSet, read_sets
from benchmarks.retrieval.sets.questions import reported_videos
from vindex_assets.chapters.topics import expected_chapters, topic_starts
from vindex_search.models.catalogue import BM25
from vindex_search.models.sparse import SparseEncoder
from vindex_search.ranking.titles import MAX_TITLES, MIN_NAMED_SHARE

BOUNDS_OF: Final = ("chapters", "btc")  # sets whose questions are headings, one after another
EDGE_S: Final = 5.0  # bounds at the ends of a film are none
SEED: Final = 0


class Talk(NamedTuple):
    """A talk: people's bounds, the starts and vectors of its passages, its length."""

    truth: list[float]
    starts: Sequence[float]
    vectors: npt.NDArray[np.float64]
    duration_s: float


def talks(of_set: RetrievalSet) -> Iterator[Talk]:
    """The talks of the reported half that people parted."""
    models = load_models()
    for video_id in sorted(reported_videos(of_set.questions)):
        lecture = of_set.lectures[video_id]
        own = [one for one in of_set.questions if one.video_id == video_id]
        ends = sorted({round(second) for one in own for second in (one.start_s, one.end_s)})
        truth = [float(second) for second in ends if EDGE_S < second < lecture.duration_s - EDGE_S]
        if truth:
            points = kept_points(lecture, models, default_cache())
            vectors = np.array(points["text_vector"].to_list(), dtype=np.float64)
            yield Talk(truth, points["start_s"].to_list(), vectors, lecture.duration_s)


def print_bounds(of_set: RetrievalSet) -> None:
    """Print the first table for one set."""
    random = np.random.default_rng(SEED)
    rows: dict[str, list[tuple[float, float, float]]] = {"topics": [], "equal lengths": [], "random passages": []}
    for talk in talks(of_set):
        count = expected_chapters(talk.duration_s, len(talk.starts))
        drawn = random.choice(talk.starts[1:], min(count - 1, len(talk.starts) - 1), replace=False)
        found = {
            "topics": [talk.starts[place] for place in topic_starts(talk.vectors, count)[1:]],
            "equal lengths": [talk.duration_s * part / count for part in range(1, count)],
            "random passages": list(drawn),
        }
        for way, bounds in found.items():
            near = [f1(talk.truth, bounds, within_s=within_s) for within_s in (10.0, 30.0)]
            rows[way].append((near[0], near[1], window_diff(talk.truth, bounds, talk.duration_s)))
    print(f"## {of_set.name}: {len(rows['topics'])} talks\n\n| | F1@10 s | F1@30 s | WindowDiff |\n|---|---|---|---|")
    for way, scores in rows.items():
        print(f"| {way} | {' | '.join(f'{score:.3f}' for score in np.mean(scores, axis=0))} |")


def print_names(titled: RetrievalSet, others: Sequence[RetrievalSet]) -> None:
    """Print the second table for the headings of one set."""
    sparse = SparseEncoder(BM25)
    titles = [sparse.token_ids(one.text, "en") for one in titled.questions]

    def named(text: str) -> list[int]:
        asked = sparse.token_ids(text, "en")
        found = [
            at
            for at, title in enumerate(titles)
            if asked and asked <= title and len(asked) >= MIN_NAMED_SHARE * len(title)
        ]
        return found if len(found) <= MAX_TITLES else []

    own = sum(at in named(one.text) for at, one in enumerate(titled.questions))
    print(f"\nheadings of {titled.name} that name themselves: {own} of {len(titles)}")
    for other in others:
        count = sum(bool(named(one.text)) for one in other.questions)
        print(f"questions of {other.name} that name one: {count} of {len(other.questions)}")


def main() -> None:
    """Measure the sets of a folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval.chapters", description=__doc__)
    parser.add_argument("folder", type=Path)
    sets = {one.name: one for one in read_sets(parser.parse_args().folder)}
    for name in BOUNDS_OF:
        print_bounds(sets[name])
        print_names(sets[name], [one for one in sets.values() if one.name != name])


if __name__ == "__main__":
    main()
