"""Duration of `find_moments` alone, without encoders and index.

`python -m benchmarks.moments FOLDER [--hits N]`: the folder has the form of `../shared/retrieval`. For each chapter
title N hits are retrieved, half of them by vectors and half by words, and the relevance curves of the best videos. Then
`find_moments` is timed several times; the fastest run counts, since the others were interrupted.
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

from benchmarks.retrieval.lectures import Library, open_library, read_lectures
from vindex_search.contract.ids import Channel
from vindex_search.index.base import TEXT_VECTOR, WORDS_VECTOR
from vindex_search.index.types import ChannelQuery, Hit
from vindex_search.models.encoders import Matches
from vindex_search.query.retriever import SearchScope
from vindex_search.ranking.moments import find_moments
from vindex_search.ranking.relevance_curve import RelevanceCurve

LIMIT: Final = 10
REPEATS: Final = 5
CHANNELS: Final[tuple[Channel, ...]] = ("speech", "words")


@dataclass(frozen=True, slots=True)
class Case:
    """The arguments of `find_moments` for one title."""

    hits: Mapping[Channel, Sequence[Hit]]
    curves: Mapping[str, list[RelevanceCurve]]
    matches: Matches

    def fastest_s(self) -> float:
        """Seconds of the fastest run."""
        return min(self._once() for _ in range(REPEATS))

    def _once(self) -> float:
        began = time.perf_counter()
        find_moments(self.hits, limit=LIMIT, matches=self.matches, curves=lambda _videos: self.curves)
        return time.perf_counter() - began


def make_case(library: Library, title: str, hits: int) -> Case:
    """The hits of a title, and the relevance curves of the best videos."""
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
    curves: dict[str, list[RelevanceCurve]] = {}
    source = retriever.relevance_curves(vectors, SearchScope(channels=CHANNELS), found)

    def recorded(video_ids: Sequence[str]) -> Mapping[str, list[RelevanceCurve]]:
        curves.update(source(video_ids))
        return curves

    matches = partial(retriever.matches, title)
    find_moments(found, limit=LIMIT, matches=matches, curves=recorded)
    return Case(found, curves, matches)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.moments", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hits", type=int, default=500)
    given = parser.parse_args()
    lectures, questions = read_lectures(given.folder)
    with tempfile.TemporaryDirectory() as folder, open_library(lectures, Path(folder)) as library:
        cases = [make_case(library, question.text, given.hits) for question in questions]
        took = [1000 * one.fastest_s() for one in cases]
    held = np.mean([sum(map(len, one.hits.values())) for one in cases])
    spread = " / ".join(f"{np.percentile(took, share):.2f}" for share in (50, 90, 99))
    print(f"{len(cases)} titles, {held:.0f} hits each in the mean: {spread} ms (median / 90th / 99th percentile)")


if __name__ == "__main__":
    main()
