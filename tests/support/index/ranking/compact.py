"""Turns what searches hand to ranking into a recording: short ids, whole numbers, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.support.index.ranking.recorded_queries import SCALE, Json, Recording
from vindex_search.index.types import Hit, SparseVector
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.relevance_curve import RelevanceCurve


class Compact:
    """A recording that is being made."""

    def __init__(self) -> None:
        self._points: dict[tuple[str, str], int] = {}
        self._rows: list[Json] = []
        self._grids: dict[str, int] = {}
        self._grid_rows: list[Json] = []
        self._videos: dict[str, str] = {}
        self._tokens: dict[int, int] = {}
        self._calibrations: dict[str, NullDistribution] = {}
        self._queries: list[Json] = []

    def add(self, name: str, library: str, handed: Mapping[str, Any]) -> None:
        """Add a query.

        Args:
            name: Of the query.
            library: That it was asked of.
            handed: The arguments that ranking got, by their names; `curves`: those of each video.
        """
        if handed["calibration"] is not None:
            self._calibrations[library] = handed["calibration"]
        hits: Mapping[str, Sequence[Hit]] = handed["hits"]
        words: SparseVector | None = handed["words"]
        self._queries.append(
            {
                "name": name,
                "limit": handed["limit"],
                "calibration": library if handed["calibration"] is not None else None,
                "words": [self._numbers(words.indices), words.values] if words else None,
                "matches": self._matches(hits.get("words", ()), handed["matches"]),
                "hits": {
                    channel: [[self._point(hit) for hit in found], [_scaled(hit.score) for hit in found]]
                    for channel, found in hits.items()
                },
                "curves": {
                    self._video(video): [self._curve(curve) for curve in curves]
                    for video, curves in handed["curves"].items()
                },
            }
        )

    def recording(self) -> Recording:
        """What was added."""
        return Recording(self._rows, self._grid_rows, self._calibration_rows(), self._queries)

    def _calibration_rows(self) -> dict[str, Json]:
        """The calibrations, with the counts of the recorded queries' tokens alone."""
        rows = {name: distribution.to_json() for name, distribution in self._calibrations.items()}
        for name, row in rows.items():
            counts = self._calibrations[name].token_counts
            row["tokens"] = {str(self._tokens[token]): counts[token] for token in self._tokens if token in counts}
            row["columns"] = {
                signal: [round(value, 4) for value in column] for signal, column in row["columns"].items()
            }
        return rows

    def _video(self, video_id: str) -> str:
        """A short id; ids are met in the order of the queries and not sorted, as little as those of a library are."""
        workspace = video_id.partition("--")[0]
        return self._videos.setdefault(video_id, f"{workspace}-{len(self._videos):02}")

    def _numbers(self, tokens: Iterable[int]) -> list[int]:
        return [self._tokens.setdefault(token, len(self._tokens)) for token in tokens]

    def _matches(self, hits: Sequence[Hit], matches: Any) -> dict[str, Json]:
        """The matching words of the best hit of each video: what a known-item query is answered from."""
        best = {hit.video_id: hit for hit in reversed(hits)}
        return {
            str(self._point(hit)): [[start, end, self._numbers(tokens)] for start, end, tokens in matches(hit.text)]
            for hit in best.values()
        }

    def _point(self, hit: Hit) -> int:
        key = (hit.video_id, hit.point_id)
        if key not in self._points:
            self._points[key] = len(self._rows)
            sentences = [[at, _second(start), _second(end)] for at, start, end in hit.sentences]
            length = None if hit.text is None else len(hit.text)
            times = (_second(hit.start_s), _second(hit.end_s))
            self._rows.append([self._video(hit.video_id), hit.point_channel, *times, length, sentences])
        return self._points[key]

    def _curve(self, curve: RelevanceCurve) -> Json:
        order = sorted(range(len(curve.starts)), key=lambda at: (curve.starts[at], curve.ends[at]))
        grid = [[_second(times[at]) for at in order] for times in (curve.starts, curve.ends)]
        number = self._grids.setdefault(str(grid), len(self._grid_rows))
        if number == len(self._grid_rows):
            self._grid_rows.append(grid)
        return [number, [_scaled(curve.scores[at]) for at in order]]


def _scaled(score: float) -> int:
    return round(float(score) * SCALE)


def _second(second: float) -> float | int:
    """A time to the hundredth; whole ones are shorter without a point."""
    rounded = round(float(second), 2)
    return int(rounded) if rounded == int(rounded) else rounded
