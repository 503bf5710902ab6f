"""How long moments take: hits in, moments out, with no model and no index in between.

`python -m benchmarks.moments FOLDER [--hits N]`: the folder has the form of `../shared/retrieval`. For each title of a
chapter N hits are taken, half of them passages by likeness and half by words, and the title's course through the
likeliest videos. Then `find_moments` alone is timed, several times; the fastest counts: the others were interrupted.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.lectures import Library, index_of, read
from vindex_search.contract.ids import Channel
from vindex_search.index.base import TEXT_VECTOR, WORDS_VECTOR
from vindex_search.index.types import ChannelQuery, Hit
from vindex_search.models.encoders import Matches
from vindex_search.query.retriever import SearchScope
from vindex_search.ranking.moments import find_moments
from vindex_search.ranking.relevance_curve import RelevanceCurve

LIMIT: Final = 10
TIMES: Final = 5
CHANNELS: Final[tuple[Channel, ...]] = ("speech", "words")


@dataclass(frozen=True, slots=True)
class Case:
    """What one title gives to `find_moments`."""

    hits: Mapping[Channel, Sequence[Hit]]
    courses: Mapping[str, list[RelevanceCurve]]
    matches: Matches

    def seconds(self) -> float:
        """The fastest of several times."""
        return min(self._once() for _ in range(TIMES))

    def _once(self) -> float:
        began = time.perf_counter()
        find_moments(self.hits, limit=LIMIT, matches=self.matches, curves=lambda _videos: self.courses)
        return time.perf_counter() - began


def case(library: Library, title: str, hits: int) -> Case:
    """The hits of a title, and its course through the videos that they make the likeliest."""
    retriever = library.retriever
    vectors = retriever.vectors(title, CHANNELS)
    spaces = {"speech": (TEXT_VECTOR, vectors.text), "words": (WORDS_VECTOR, vectors.words)}
    searches = [
        ChannelQuery(channel=channel, using=using, vector=vector, point_channels=("speech",), limit=hits // 2)
        for channel in CHANNELS
        for using, vector in [spaces[channel]]
        if vector is not None
    ]
    found = {search.channel: answer for search, answer in zip(searches, library.index.query(searches), strict=True)}
    courses: dict[str, list[RelevanceCurve]] = {}
    asked = retriever.relevance_curves(vectors, SearchScope(channels=CHANNELS), found)

    def kept(video_ids: Sequence[str]) -> Mapping[str, list[RelevanceCurve]]:
        courses.update(asked(video_ids))
        return courses

    matches = partial(retriever.matches, title)
    find_moments(found, limit=LIMIT, matches=matches, curves=kept)
    return Case(found, courses, matches)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.moments", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hits", type=int, default=500)
    given = parser.parse_args()
    lectures, questions = read(given.folder)
    with tempfile.TemporaryDirectory() as folder, index_of(lectures, Path(folder)) as library:
        cases = [case(library, question.text, given.hits) for question in questions]
        took = [1000 * one.seconds() for one in cases]
    held = np.mean([sum(map(len, one.hits.values())) for one in cases])
    spread = " / ".join(f"{np.percentile(took, share):.2f}" for share in (50, 90, 99))
    print(f"{len(cases)} titles, {held:.0f} hits each in the mean: {spread} ms (middle / 90th / 99th)")


if __name__ == "__main__":
    main()
