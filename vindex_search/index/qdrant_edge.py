"""The index inside the service's own process: Qdrant Edge, with its write-ahead log on.

One writer and many readers share the shard through a readers-writer rule of our own: a publish is a handful of
milliseconds, and while it runs no query does, so nobody sees half a video.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from vindex_search.contract.generation import Generation
from vindex_search.index.base import INDEXED_FIELDS, UPSERT_BATCH, hit_from_payload
from vindex_search.index.qdrant_edge_models import (
    shard_config,
    count_request,
    field_schema,
    match,
    point,
    point_times_request,
    query_request,
)
from vindex_search.index.types import POINT_TIMES_CACHE_SIZE, ChannelQuery, Dimensions, Hit, PointTimes, point_times

if TYPE_CHECKING:
    import polars as pl
    import qdrant_edge as edge


class QdrantEdgeIndex:
    """A Qdrant Edge shard in `folder`; the caller holds the OwnerLock of the folder above it."""

    def __init__(self, folder: Path, dimensions: Dimensions) -> None:
        self._folder = folder
        self._dimensions = dimensions
        self._turn = threading.Lock()
        self._shard: edge.EdgeShard | None = None
        self._places = lru_cache(POINT_TIMES_CACHE_SIZE)(self._places_of)

    def ensure(self) -> None:
        """Open the shard, or make it with its payload indexes."""
        import qdrant_edge as edge

        if self._shard is not None:
            return
        if (self._folder / "edge_config.json").exists():
            self._shard = edge.EdgeShard.load(str(self._folder))
        else:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._shard = edge.EdgeShard.create(str(self._folder), shard_config(self._dimensions))
        for name in sorted(INDEXED_FIELDS - set(self._shard.info().payload_schema)):
            self._shard.update(edge.UpdateOperation.create_field_index(name, field_schema(name)))
        self._shard.flush()

    def publish(self, video_id: str, points: pl.DataFrame) -> None:
        """Replace a video's points; durable when this returns."""
        import qdrant_edge as edge

        generation = points["generation"][0] if len(points) else ""
        with self._turn:
            self._upsert(points)
            older = edge.Filter(must=[match("video_id", video_id)], must_not=[match("generation", generation)])
            self._open.update(edge.UpdateOperation.delete_points_by_filter(older))
            self._open.flush()

    def bulk_load(self, tables: Iterable[pl.DataFrame]) -> None:
        """Add the points of videos that the index holds nothing of; durable when this returns."""
        for points in tables:
            with self._turn:
                self._upsert(points)
        with self._turn:
            self._open.flush()

    def remove(self, video_id: str) -> None:
        """Remove a video's points; durable when this returns."""
        import qdrant_edge as edge

        with self._turn:
            gone = edge.Filter(must=[match("video_id", video_id)])
            self._open.update(edge.UpdateOperation.delete_points_by_filter(gone))
            self._open.flush()

    def _facet(self, field: str) -> dict[str, int]:
        import qdrant_edge as edge

        with self._turn:
            every = max(1, self._open.count(edge.CountRequest()))
            found = self._open.facet(edge.FacetRequest(field, limit=every, exact=True))
        return {str(entry.value): entry.count for entry in found.hits if entry.count}

    def generations(self) -> dict[Generation, int]:
        """Number of points per generation, counted by the engine."""
        return {Generation.parse(name): count for name, count in self._facet("generation").items()}

    def languages(self) -> tuple[str, ...]:
        """The languages of the points, by the codes that they came with."""
        return tuple(sorted(self._facet("language")))

    def query(self, searches: Sequence[ChannelQuery]) -> list[list[Hit]]:
        """Answer several searches in one planned batch."""
        answers = self._asked([query_request(search) for search in searches])
        return [
            [hit_from_payload(search, point.id, point.score, point.payload or {}) for point in points]
            for search, points in zip(searches, answers, strict=True)
        ]

    def scores(self, searches: Sequence[ChannelQuery]) -> list[list[tuple[object, float]]]:
        """Ids and scores of the points of one generation each, in one planned batch."""
        answers = self._asked([query_request(search, payload=False) for search in searches])
        return [[(_number(point.id), point.score) for point in points] for points in answers]

    def point_times(self, generation: str) -> PointTimes:
        """Where the points of a generation lie.

        Raises:
            LookupError: it is not in the index.
        """
        return self._places(generation)

    def _asked(self, requests: list[edge.QueryRequest]) -> list[list[edge.ScoredPoint]]:
        import qdrant_edge as edge

        with self._turn:
            return self._open.query_batch(edge.QueryBatchRequest(requests))

    def _places_of(self, generation: str) -> PointTimes:
        with self._turn:
            records, _ = self._open.scroll(
                point_times_request(generation, most=self._open.count(count_request("generation", generation)))
            )
        return point_times((_number(record.id), record.payload or {}) for record in records)

    def count(self) -> int:
        """Number of points."""
        import qdrant_edge as edge

        with self._turn:
            return self._open.count(edge.CountRequest())

    def optimize(self) -> None:
        """Build what makes searching fast; holds up this whole process, so a service has it done by another."""
        with self._turn:
            self._open.optimize()
            self._open.flush()

    def drop(self) -> None:
        """Remove the shard's folder; nothing happens where there is none."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def switch_alias(self) -> None:
        """Nothing to do: nobody but the service sees this index, and it follows the library's own switch."""

    def close(self) -> None:
        """Flush and close the shard."""
        with self._turn:
            if self._shard is not None:
                self._shard.flush()
                self._shard.close()
                self._shard = None

    def _upsert(self, points: pl.DataFrame) -> None:
        import qdrant_edge as edge

        for batch in points.iter_slices(UPSERT_BATCH):
            rows = [point(row) for row in batch.iter_rows(named=True)]
            self._open.update(edge.UpdateOperation.upsert_points(rows))

    @property
    def _open(self) -> edge.EdgeShard:
        if self._shard is None:
            raise RuntimeError("the index is closed: call ensure() first")
        return self._shard


def _number(identity: edge.PointId) -> int:
    """An id that is quick to look up: UUIDs are compared by Python code, and there are a thousand in an answer."""
    return identity.int if isinstance(identity, UUID) else int(identity)
