"""The interface of an index, the names in its collection, and how rows of `points.parquet` become points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol

from vindex_search.contract.generation import Generation
from vindex_search.index.types import ChannelQuery, Hit, PointTimes, SparseVector

if TYPE_CHECKING:
    import polars as pl

VISUAL_VECTOR: Final = "visual"
TEXT_VECTOR: Final = "text"
WORDS_VECTOR: Final = "words"
ALIAS: Final = "vindex"  # of the live collection, on a server
KEYWORD_FIELDS: Final = ("workspace", "video_id", "channel", "generation", "language", "speaker", "tags")
TIME_FIELDS: Final = ("start_s", "end_s")
DATE_FIELD: Final = "uploaded_at"
TEXT_FIELD: Final = "text"
INDEXED_FIELDS: Final = frozenset({*KEYWORD_FIELDS, *TIME_FIELDS, DATE_FIELD, TEXT_FIELD})  # have a payload index
PROVENANCE_FIELDS: Final = ("version", "code_version", "model", "run_id")
PAYLOAD_FIELDS: Final = (
    *("video_id", "workspace", "channel", "start_s", "end_s", "text"),
    *("language", "speaker", "uploaded_at", "tags", "sentences", "generation"),
    *PROVENANCE_FIELDS,
)
UNCOUNTED_FIELDS: Final = ("text", "sentences", *PROVENANCE_FIELDS)  # of no use to counts, and most of a payload
UPSERT_BATCH: Final = 512  # points per write: some 2 MB of 768-d vectors
GENERATION_CACHE_SIZE: Final = 4096


class IndexUnavailable(Exception):
    """The Qdrant server cannot be reached, or cannot answer now; the message says what it or the network said."""


class Index(Protocol):
    """The collection of one model set."""

    def ensure(self) -> None:
        """Create the collection and its payload indexes where they are missing."""
        ...

    def publish(self, video_id: str, points: pl.DataFrame) -> None:
        """Replace a video's points by these (POINTS_SCHEMA); readers see the old ones or the new ones, never none."""
        ...

    def bulk_load(self, tables: Iterable[pl.DataFrame]) -> None:
        """Insert the points of videos that are not in the index, one table per video: faster than publishing each."""
        ...

    def remove(self, video_id: str) -> None:
        """Delete a video's points."""
        ...

    def generations(self) -> dict[Generation, int]:
        """Number of points of each generation in the index."""
        ...

    def languages(self, workspaces: Sequence[str] = ()) -> tuple[str, ...]:
        """The distinct language codes of the points of some workspaces; empty: of all."""
        ...

    def query(self, searches: Sequence[ChannelQuery]) -> list[list[Hit]]:
        """Answer several queries in one batch, the hits of each in descending order of score."""
        ...

    def scores(self, searches: Sequence[ChannelQuery]) -> list[list[tuple[object, float]]]:
        """As `query`, for queries of one generation each, but only the id in the index and the score of each point."""
        ...

    def point_times(self, generation: Generation) -> PointTimes:
        """The times of a generation's points; cached, since the points of a generation never change.

        Raises:
            LookupError: the generation is not in the index.
        """
        ...

    def count(self) -> int:
        """Number of points."""
        ...

    def drop(self) -> None:
        """Delete the collection with all its points; `ensure` creates it again."""
        ...

    def switch_alias(self) -> None:
        """Point the alias of the live collection to this one, atomically."""
        ...

    def close(self) -> None:
        """Flush pending writes and release the resources."""
        ...


def generation_of(points: pl.DataFrame) -> Generation | None:
    """The generation of a table of one video's points; None where it has no rows."""
    return Generation.parse(points["generation"][0]) if len(points) else None


@lru_cache(GENERATION_CACHE_SIZE)
def parse_generation(text: str) -> Generation:
    """The generation in a payload; cached, since the hits of an answer share a few."""
    return Generation.parse(text)


def named_vectors(row: Mapping[str, Any]) -> dict[str, list[float] | SparseVector]:
    """The vectors of a row of `points.parquet`, by their names in the collection."""
    vectors: dict[str, list[float] | SparseVector] = {}
    if row["text_vector"] is not None:
        vectors[TEXT_VECTOR] = row["text_vector"]
    if row["visual_vector"] is not None:
        vectors[VISUAL_VECTOR] = row["visual_vector"]
    if row["words_indices"] is not None:
        vectors[WORDS_VECTOR] = SparseVector(row["words_indices"], row["words_values"])
    return vectors


def point_payload(row: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a row of `points.parquet`, without its empty fields."""
    return {name: row[name] for name in PAYLOAD_FIELDS if row[name] not in (None, [])}


def hit_from_payload(search: ChannelQuery, point_id: object, score: float, payload: Mapping[str, Any]) -> Hit:
    """A scored point as a hit of the query's channel."""
    sentences = payload.get("sentences", ())
    return Hit(
        channel=search.channel,
        point_channel=payload["channel"],
        point_id=str(point_id),
        video_id=payload["video_id"],
        workspace=payload["workspace"],
        start_s=payload["start_s"],
        end_s=payload["end_s"],
        text=payload.get("text"),
        score=score,
        sentences=tuple((sentence["at"], sentence["start_s"], sentence["end_s"]) for sentence in sentences),
        generation=parse_generation(payload["generation"]),
        language=payload.get("language"),
        speaker=payload.get("speaker"),
        **{name: payload.get(name) for name in PROVENANCE_FIELDS},
    )
