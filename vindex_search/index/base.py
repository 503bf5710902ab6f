"""What an index must do, whichever home it has, and the values that go in and out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from vindex_search.contract.generation import Generation
from vindex_search.index.types import ChannelQuery, Hit, PointTimes, SparseVector

if TYPE_CHECKING:
    import polars as pl

VISUAL_VECTOR: Final = "visual"
TEXT_VECTOR: Final = "text"
WORDS_VECTOR: Final = "words"
ALIAS: Final = "vindex"  # of the collection that answers, on a server
KEYWORD_FIELDS: Final = ("workspace", "video_id", "channel", "generation", "language", "speaker", "tags")
TIME_FIELDS: Final = ("start_s", "end_s")
DATE_FIELD: Final = "uploaded_at"
TEXT_FIELD: Final = "text"
INDEXED_FIELDS: Final = frozenset({*KEYWORD_FIELDS, *TIME_FIELDS, DATE_FIELD, TEXT_FIELD})  # an index keeps each findable
PAYLOAD_COLUMNS: Final = (
    *("video_id", "workspace", "channel", "start_s", "end_s", "text"),
    *("language", "speaker", "uploaded_at", "tags", "sentences", "generation"),
    *("version", "code_version", "model", "run_id"),
)
UPSERT_BATCH: Final = 512  # points per write: some 2 MB of 768-d vectors


class Index(Protocol):
    """The points of one model set."""

    def ensure(self) -> None:
        """Make the collection and its payload indexes where they are missing."""
        ...

    def publish(self, video_id: str, points: pl.DataFrame) -> None:
        """Replace a video's points by these (POINTS_SCHEMA); a reader sees the old ones or the new, never none."""
        ...

    def bulk_load(self, tables: Iterable[pl.DataFrame]) -> None:
        """Add the points of videos that the index holds nothing of, a table a video: faster than publishing each."""
        ...

    def remove(self, video_id: str) -> None:
        """Remove a video's points."""
        ...

    def generations(self) -> dict[Generation, int]:
        """Number of points per generation that the index holds."""
        ...

    def languages(self) -> tuple[str, ...]:
        """The languages of the points, by the codes that they came with."""
        ...

    def query(self, searches: Sequence[ChannelQuery]) -> list[list[Hit]]:
        """Answer several searches in one batch, each best first."""
        ...

    def scores(self, searches: Sequence[ChannelQuery]) -> list[list[tuple[object, float]]]:
        """As `query`, of searches in one generation each: the index's id of each point, and its score, alone."""
        ...

    def point_times(self, generation: str) -> PointTimes:
        """Where the points of a generation lie; remembered, for they never move."""
        ...

    def count(self) -> int:
        """Number of points."""
        ...

    def drop(self) -> None:
        """Remove the collection with all its points; `ensure` makes it anew."""
        ...

    def switch_alias(self) -> None:
        """Point the alias that others know the library by at this collection, at once."""
        ...

    def close(self) -> None:
        """Write out what is pending and let go."""
        ...


def named_vectors(row: dict[str, Any]) -> dict[str, list[float] | SparseVector]:
    """The vectors that a row of `points.parquet` has, by the names of the collection."""
    found: dict[str, list[float] | SparseVector] = {}
    if row["text_vector"] is not None:
        found[TEXT_VECTOR] = row["text_vector"]
    if row["visual_vector"] is not None:
        found[VISUAL_VECTOR] = row["visual_vector"]
    if row["words_indices"] is not None:
        found[WORDS_VECTOR] = SparseVector(row["words_indices"], row["words_values"])
    return found


def point_payload(row: dict[str, Any]) -> dict[str, Any]:
    """What is kept beside the vectors of a row of `points.parquet`; empty fields are left out."""
    return {name: row[name] for name in PAYLOAD_COLUMNS if row[name] not in (None, [])}


def hit_from_payload(search: ChannelQuery, point_id: object, score: float, found: dict[str, Any]) -> Hit:
    """A found point as a hit on the channel that was asked."""
    return Hit(
        channel=search.channel,
        point_channel=found["channel"],
        point_id=str(point_id),
        video_id=found["video_id"],
        workspace=found["workspace"],
        start_s=found["start_s"],
        end_s=found["end_s"],
        text=found.get("text"),
        score=score,
        sentences=tuple((one["at"], one["start_s"], one["end_s"]) for one in found.get("sentences", ())),
        generation=found["generation"],
        **{name: found.get(name) for name in ("version", "code_version", "model", "run_id")},
    )
