"""The values that go into an index and come out of it: filters, queries, hits and the times of points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_search.contract.description.recorded_time import instant
from vindex_search.contract.description.video_description import VideoDescription
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import Channel


@dataclass(frozen=True, slots=True)
class PointFilter:
    """A filter on the payload of points; fields that are empty or None do not restrict.

    Values of one field are alternatives (OR), fields are combined with AND.

    Attributes:
        workspaces: Workspaces.
        video_ids: Videos.
        languages: Language codes, as the points have them.
        speakers: Names or labels of speakers.
        tags: Tags of videos.
        uploaded_after: Earliest time of the upload, ISO 8601 in UTC.
        uploaded_before: Time that the upload precedes, ISO 8601 in UTC.
        from_s: Start of a range in the video, in seconds; points that overlap the range match.
        to_s: End of that range, in seconds.
        phrases: Phrases that the text contains, each word for word.
        without: Phrases that the text does not contain.
        duration_from: Least duration of a video in seconds; points do not have it, `query/search.py` finds the videos.
        duration_to: Duration in seconds that the video's is below.
        people: Names of people; of descriptions, as all that follow, which points do not have either.
        places: Where videos were recorded.
        attributes: Further facts, as `key=value`.
        recorded_after: Earliest time of the recording, ISO 8601 in UTC.
        recorded_before: Time that the recording precedes, ISO 8601 in UTC.
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
    duration_from: float | None = None
    duration_to: float | None = None
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    recorded_after: str | None = None
    recorded_before: str | None = None

    @property
    def keywords(self) -> dict[str, tuple[str, ...]]:
        """The restricted keyword fields of the payload, each with its allowed values."""
        fields = {
            "workspace": self.workspaces,
            "video_id": self.video_ids,
            "language": self.languages,
            "speaker": self.speakers,
            "tags": self.tags,
        }
        return {name: values for name, values in fields.items() if values}

    @property
    def restricts_duration(self) -> bool:
        """Whether only videos of some durations pass."""
        return self.duration_from is not None or self.duration_to is not None

    @property
    def restricts_descriptions(self) -> bool:
        """Whether only videos of some descriptions pass."""
        return bool(self.people or self.places or self.attributes or self.recorded_after or self.recorded_before)

    @property
    def of_points(self) -> PointFilter:
        """The filter without what points do not have: durations and descriptions."""
        return replace(
            self,
            duration_from=None,
            duration_to=None,
            people=(),
            places=(),
            attributes=(),
            recorded_after=None,
            recorded_before=None,
        )

    def admits_recorded(self, recorded_at: str | None) -> bool:
        """Whether the time of a recording is in [recorded_after, recorded_before); one that nobody says is in none."""
        if recorded_at is None:
            return self.recorded_after is None and self.recorded_before is None
        at = instant(recorded_at)
        return (self.recorded_after is None or self.recorded_after <= at) and (
            self.recorded_before is None or at < self.recorded_before
        )

    def admits_description(self, said: VideoDescription) -> bool:
        """Whether a description has one of the values of each field that restricts."""
        return (
            (not self.people or not set(self.people).isdisjoint(said.people))
            and (not self.places or said.place in self.places)
            and (not self.attributes or not set(self.attributes).isdisjoint(said.attribute_values()))
            and self.admits_recorded(said.recorded_at)
        )

    def admits_duration(self, duration_s: float | None) -> bool:
        """Whether a duration is in [duration_from, duration_to); one that is not known yet is in no range."""
        if duration_s is None:
            return not self.restricts_duration
        return (self.duration_from is None or self.duration_from <= duration_s) and (
            self.duration_to is None or duration_s < self.duration_to
        )


NO_FILTER = PointFilter()


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Dimensions of the dense vectors of a model set; `visual` is None where it has no vision model."""

    text: int
    visual: int | None


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Token ids and their weights, of equal length."""

    indices: list[int]
    values: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelQuery:
    """A nearest-neighbour query on one channel.

    Attributes:
        channel: The channel of its hits.
        using: Name of the vector that is searched.
        vector: The query vector.
        point_channels: Channels of the points that are searched.
        limit: Maximum number of hits.
        where: Filter on the points.
        generation: Restricts the query to the points of one generation; None: all live generations.
        to_count: For counts: compare with every point that passes, rather than walk the graph of neighbours, which may
            miss some, and answer without texts, since there may be very many hits.
    """

    channel: Channel
    using: str
    vector: list[float] | SparseVector
    point_channels: tuple[str, ...]
    limit: int
    where: PointFilter = NO_FILTER
    generation: Generation | None = None
    to_count: bool = False

    @property
    def keywords(self) -> dict[str, tuple[str, ...]]:
        """The restricted keyword fields of the payload, each with its allowed values."""
        generation = {"generation": (str(self.generation),)} if self.generation else {}
        return {"channel": self.point_channels, **generation, **self.where.keywords}

    @property
    def word_corpus(self) -> tuple[str, ...]:
        """The workspaces by whose texts a query for words is told how rare each word is; empty: by all texts.

        Counted over all of them, the scores of one workspace would tell what is said in another.
        """
        return self.where.workspaces if isinstance(self.vector, SparseVector) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A point found on a channel.

    Attributes:
        channel: The channel that was queried.
        point_channel: The channel of the point itself; on `words` it is `speech` or `screen`.
        point_id: Id of the row in `points.parquet`.
        video_id: Its video.
        workspace: Its workspace.
        start_s: Start in the video, in seconds.
        end_s: End in the video, in seconds.
        text: What is said or written there.
        score: The index's score, comparable within one answer only.
        sentences: Of a passage: per sentence the offset of its first character, its start and its end in seconds.
        generation: The generation of its video that the point belongs to.
        version: Version of the upload.
        code_version: Code version of the asset that made the point.
        model: Model of its vector, `<id>@<revision>`.
        run_id: Dagster run that made the point.
        language: Code of the language of its text.
        speaker: Who says it.
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
    generation: Generation | None = None
    version: str | None = None
    code_version: str | None = None
    model: str | None = None
    run_id: str | None = None
    language: str | None = None
    speaker: str | None = None


POINT_TIMES_COLUMNS: Final = ("channel", "start_s", "end_s")
POINT_TIMES_CACHE_SIZE: Final = 1024  # generations whose point times are kept; some 25 kB each


@dataclass(frozen=True, slots=True)
class PointTimes:
    """When the points of one generation are in their video.

    Attributes:
        rows: Row of each point in the arrays, by its id in the index.
        channels: The channels that the points have.
        starts: Start of each point in seconds, of shape (n,).
        ends: End of each point in seconds, of shape (n,).
    """

    rows: Mapping[object, int]
    channels: frozenset[str]
    starts: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]


def point_times(points: Iterable[tuple[object, Mapping[str, Any]]]) -> PointTimes:
    """The times of the points of one generation.

    Args:
        points: The id of each point and its payload, with POINT_TIMES_COLUMNS at least.

    Raises:
        LookupError: there are no points: the generation is not in the index, or not any more.
    """
    listed = list(points)
    if not listed:
        raise LookupError("the index has no such generation")
    return PointTimes(
        rows={point_id: row for row, (point_id, _) in enumerate(listed)},
        channels=frozenset(payload["channel"] for _, payload in listed),
        starts=np.array([payload["start_s"] for _, payload in listed]),
        ends=np.array([payload["end_s"] for _, payload in listed]),
    )
