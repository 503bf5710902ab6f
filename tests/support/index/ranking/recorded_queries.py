"""Queries as a search handed them to ranking: hits, relevance curves, matching words and calibration.

They are numbers and short ids alone. Texts are left out: a hit has a stand-in of the same length in their place, for
which the positions of the query's words in the real text were recorded. Points and the grids of curves are shared by
the queries, so that the file stays small.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from vindex_search.contract.ids import Channel
from vindex_search.index.types import Hit, SparseVector
from vindex_search.models.encoders import Match
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.relevance_curve import RelevanceCurve

SCORE_DIGITS: Final = 4  # that scores are recorded with
SCALE: Final = 10**SCORE_DIGITS

Json = Any


@dataclass(frozen=True)
class Recording:
    """The content of the file."""

    points: Sequence[Json]  # video, channel of the point, start, end, length of the text, sentences
    grids: Sequence[Json]  # starts and ends of the points of a curve
    calibrations: Mapping[str, Json]
    queries: Sequence[Json]

    @classmethod
    def read(cls, file: Path) -> Self:
        """The recording in a file."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def write(self, file: Path) -> None:
        """Write it, a point and a query a line."""
        parts = [
            f'"{name}": ' + (_lines(rows, "[]") if isinstance(rows, list) else _named_lines(rows))
            for name, rows in vars(self).items()
        ]
        file.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")

    def load(self) -> list[RecordedQuery]:
        """The recorded queries."""
        calibrations = {name: NullDistribution.from_json(record) for name, record in self.calibrations.items()}
        return [RecordedQuery(self, calibrations.get(record["calibration"]), record) for record in self.queries]


def _lines(rows: Sequence[Json], brackets: str) -> str:
    return brackets[0] + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + brackets[1]


def _named_lines(rows: Mapping[str, Json]) -> str:
    return "{" + ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items()) + "}"


class RecordedQuery:
    """One query; its properties are the arguments of `find_moments` and `match_confidence`.

    Args:
        recording: That it is part of.
        calibration: Of its library.
        record: Its part of the recording.
    """

    def __init__(self, recording: Recording, calibration: NullDistribution | None, record: Json) -> None:
        self._recording, self._record = recording, record
        self.calibration = calibration
        self.name: str = record["name"]
        self.limit: int = record["limit"]

    @cached_property
    def hits(self) -> dict[Channel, list[Hit]]:
        """Per channel its hits, best first."""
        return {
            channel: [self._hit(channel, point, score / SCALE) for point, score in zip(*columns, strict=True)]
            for channel, columns in self._record["hits"].items()
        }

    @property
    def words(self) -> SparseVector | None:
        """The query's sparse vector."""
        return SparseVector(*self._record["words"]) if self._record["words"] else None

    def matches(self, text: str) -> list[Match]:
        """The query's words in a text, which is the stand-in of a point's."""
        found = self._record["matches"].get(text.partition(" ")[0], [])
        return [Match(start, end, frozenset(tokens)) for start, end, tokens in found]

    def curves(self, video_ids: Sequence[str]) -> dict[str, list[RelevanceCurve]]:
        """The relevance curves of those of the videos that had any."""
        recorded = self._record["curves"]
        return {video: [self._curve(*curve) for curve in recorded[video]] for video in video_ids if video in recorded}

    def _hit(self, channel: Channel, point: int, score: float) -> Hit:
        video, point_channel, start_s, end_s, length, sentences = self._recording.points[point]
        return Hit(
            channel=channel,
            point_channel=point_channel,
            point_id=str(point),
            video_id=video,
            workspace=video.partition("-")[0],
            start_s=start_s,
            end_s=end_s,
            text=None if length is None else f"{point} ".ljust(length),
            score=score,
            sentences=tuple((offset, start, end) for offset, start, end in sentences),
        )

    def _curve(self, grid: int, scores: Sequence[int]) -> RelevanceCurve:
        starts, ends = self._recording.grids[grid]
        return RelevanceCurve(np.array(starts), np.array(ends), np.array(scores) / SCALE)
