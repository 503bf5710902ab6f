"""The embedded index: a Qdrant Edge shard inside the service's process, with its write-ahead log on.

Reads and writes are serialised by one lock: publishing a video takes milliseconds, and no query runs in between, so
that no reader sees half a video.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import qdrant_edge as edge

from vindex_search.contract.generation import Generation
from vindex_search.index.base import INDEXED_FIELDS, UPSERT_BATCH, generation_of, hit_from_payload
from vindex_search.index.qdrant_edge_models import (
    field_schema,
    generation_filter,
    point,
    point_times_request,
    query_request,
    shard_config,
    video_filter,
    workspace_filter,
)
from vindex_search.index.types import POINT_TIMES_CACHE_SIZE, ChannelQuery, Dimensions, Hit, PointTimes, point_times
from vindex_search.storage.permissions import make_folders

if TYPE_CHECKING:
    import polars as pl


class QdrantEdgeIndex:
    """A Qdrant Edge shard.

    Args:
        folder: The shard's folder; the caller holds the OwnerLock of the folder above it.
        dimensions: Of its dense vectors.
    """

    def __init__(self, folder: Path, dimensions: Dimensions) -> None:
        self._folder = folder
        self._dimensions = dimensions
        self._lock = threading.Lock()
        self._shard: edge.EdgeShard | None = None
        self._cached_point_times = lru_cache(POINT_TIMES_CACHE_SIZE)(self._read_point_times)

    def ensure(self) -> None:
        """Open the shard, or create it, with its payload indexes."""
        if self._shard is not None:
            return
        if (self._folder / "edge_config.json").exists():
            self._shard = edge.EdgeShard.load(str(self._folder))
        else:
            shutil.rmtree(self._folder, ignore_errors=True)  # Edge writes that file last, and refuses what lacks it
            make_folders(self._folder)
            self._shard = edge.EdgeShard.create(str(self._folder), shard_config(self._dimensions))
        for name in sorted(INDEXED_FIELDS - set(self._shard.info().payload_schema)):
            self._shard.update(edge.UpdateOperation.create_field_index(name, field_schema(name)))
        self._shard.flush()

    def publish(self, video_id: str, points: pl.DataFrame) -> None:
        """Replace a video's points; durable when this returns."""
        with self._lock:
            self._upsert(points)
            self._delete(video_filter(video_id, keep=generation_of(points)))

    def bulk_load(self, tables: Iterable[pl.DataFrame]) -> None:
        """Insert the points of videos that are not in the index, with one flush; durable when this returns."""
        for points in tables:
            with self._lock:
                self._upsert(points)
        with self._lock:
            self._opened.flush()

    def remove(self, video_id: str) -> None:
        """Delete a video's points; durable when this returns."""
        with self._lock:
            self._delete(video_filter(video_id))

    def generations(self) -> dict[Generation, int]:
        """Number of points of each generation, as an exact facet count."""
        return {Generation.parse(name): count for name, count in self._facet("generation").items()}

    def languages(self, workspaces: Sequence[str] = ()) -> tuple[str, ...]:
        """The distinct language codes of the points of some workspaces; empty: of all."""
        return tuple(sorted(self._facet("language", workspace_filter(workspaces) if workspaces else None)))

    def query(self, searches: Sequence[ChannelQuery]) -> list[list[Hit]]:
        """Answer several queries in one batch request."""
        answers = self._query_batch([query_request(search) for search in searches])
        return [
            [hit_from_payload(search, point.id, point.score, point.payload or {}) for point in points]
            for search, points in zip(searches, answers, strict=True)
        ]

    def scores(self, searches: Sequence[ChannelQuery]) -> list[list[tuple[object, float]]]:
        """Ids and scores of the points of one generation per query, in one batch request."""
        answers = self._query_batch([query_request(search, with_payload=False) for search in searches])
        return [[(_integer_id(point.id), point.score) for point in points] for points in answers]

    def point_times(self, generation: Generation) -> PointTimes:
        """The times of a generation's points, cached.

        Raises:
            LookupError: the generation is not in the index.
        """
        return self._cached_point_times(generation)

    def count(self) -> int:
        """Number of points."""
        with self._lock:
            return self._opened.count(edge.CountRequest())

    def optimize(self) -> None:
        """Build the HNSW graph; it holds the GIL, so that a service has it built by another process."""
        with self._lock:
            self._opened.optimize()
            self._opened.flush()

    def drop(self) -> None:
        """Delete the shard's folder; no-op where there is none."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def switch_alias(self) -> None:
        """No-op: a shard has no alias, and its only user, the service, follows the library's active model set."""

    def close(self) -> None:
        """Flush and close the shard."""
        with self._lock:
            if self._shard is not None:
                self._shard.flush()
                self._shard.close()
                self._shard = None

    @property
    def _opened(self) -> edge.EdgeShard:
        if self._shard is None:
            raise RuntimeError("the index is closed: call ensure() first")
        return self._shard

    def _upsert(self, points: pl.DataFrame) -> None:
        for batch in points.iter_slices(UPSERT_BATCH):
            rows = [point(row) for row in batch.iter_rows(named=True)]
            self._opened.update(edge.UpdateOperation.upsert_points(rows))

    def _delete(self, points: edge.Filter) -> None:
        self._opened.update(edge.UpdateOperation.delete_points_by_filter(points))
        self._opened.flush()

    def _facet(self, field: str, points: edge.Filter | None = None) -> dict[str, int]:
        """Number of points by value of a keyword field, of those that pass a filter."""
        with self._lock:
            limit = max(1, self._opened.count(edge.CountRequest(filter=points)))
            answer = self._opened.facet(edge.FacetRequest(field, limit=limit, exact=True, filter=points))
        return {str(entry.value): entry.count for entry in answer.hits if entry.count}

    def _query_batch(self, requests: list[edge.QueryRequest]) -> list[list[edge.ScoredPoint]]:
        with self._lock:
            return self._opened.query_batch(edge.QueryBatchRequest(requests))

    def _read_point_times(self, generation: Generation) -> PointTimes:
        with self._lock:
            count = self._opened.count(edge.CountRequest(filter=generation_filter(generation)))
            records, _ = self._opened.scroll(point_times_request(generation, limit=count))
        return point_times((_integer_id(record.id), record.payload or {}) for record in records)


def _integer_id(point_id: edge.PointId) -> int:
    """A point id as an integer: a thousand of them are looked up per answer, and UUIDs are compared in Python code."""
    return point_id.int if isinstance(point_id, UUID) else int(point_id)
