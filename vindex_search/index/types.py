"""TODO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from vindex_search.contract.ids import Channel

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class PointFilter:
    """Which points may be found; what is empty or None allows all.

    Several values of one field are alternatives, several fields must all hold. Times are seconds inside the video, and
    a point that lies partly in the range counts; `uploaded_after` and `uploaded_before` are ISO 8601 in UTC. A text has
    to have each of `phrases`, word for word, and none of `without`.
    """

    workspaces: tuple[str, ...] = ()
    video_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    uploaded_after: str | None = None
    uploaded_before: str | None = None
    from_s: float | None = None
    to_s: float | None = None
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def keywords(self) -> dict[str, tuple[str, ...]]:
        """Payload fields with the values that a point may have there."""
        fields = {
            "workspace": self.workspaces,
            "video_id": self.video_ids,
            "language": self.languages,
            "speaker": self.speakers,
            "tags": self.tags,
        }
        return {name: values for name, values in fields.items() if values}


NO_FILTER = PointFilter()


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Components of the dense vectors of a model set; None: the set has no model for pictures."""

    text: int
    visual: int | None


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Token ids and their weights, of equal length."""

    indices: list[int]
    values: list[float]


@dataclass(frozen=True, slots=True)
class ChannelQuery:
    """One question to one channel: the nearest points to `vector` among those of the given kinds.

    `generation`: only of this one; empty: of all that count.
    """

    channel: Channel
    using: str
    vector: list[float] | SparseVector
    point_channels: tuple[str, ...]
    limit: int
    where: PointFilter = NO_FILTER
    generation: str = ""

    @property
    def keywords(self) -> dict[str, tuple[str, ...]]:
        """Payload fields with the values that a point may have there."""
        one = {"generation": (self.generation,)} if self.generation else {}
        return {"channel": self.point_channels, **one, **self.where.keywords}


@dataclass(frozen=True, slots=True)
class Hit:
    """One point found on one channel; `score` is the index's own and comparable within one answer only.

    `sentences` are the places of a passage's: first character, start and end. The rest says what the point was made
    from.
    """

    channel: Channel
    point_channel: str
    point_id: str
    video_id: str
    workspace: str
    start_s: float
    end_s: float
    text: str | None
    score: float
    sentences: tuple[tuple[int, float, float], ...] = ()
    generation: str = ""
    version: str | None = None
    code_version: str | None = None
    model: str | None = None
    run_id: str | None = None


POINT_TIMES_COLUMNS: Final = ("channel", "start_s", "end_s")
POINT_TIMES_CACHE_SIZE: Final = 1024  # generations whose places are kept, those that are found often; some 25 kB each


@dataclass(frozen=True, slots=True)
class PointTimes:
    """The points of one generation: each one's row by its id in the index, its kind, start and end in seconds."""

    rows: Mapping[object, int]
    channels: frozenset[str]
    starts: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]


def point_times(points: Iterable[tuple[object, Mapping[str, Any]]]) -> PointTimes:
    """The places that points have.

    Args:
        points: The id of each and its payload, PLACE_COLUMNS at least.

    Raises:
        LookupError: there are none: the generation is not in the index, or not any more.
    """
    found = list(points)
    if not found:
        raise LookupError("the index has no such generation")
    return PointTimes(
        {identity: row for row, (identity, _) in enumerate(found)},
        frozenset(payload["channel"] for _, payload in found),
        np.array([payload["start_s"] for _, payload in found]),
        np.array([payload["end_s"] for _, payload in found]),
    )
