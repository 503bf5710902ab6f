"""The index on a Qdrant server or cluster, through qdrant-client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from vindex_search.index.base import (
    ALIAS,
    KEYWORD_FIELDS,
    TEXT_VECTOR,
    UPSERT_BATCH,
    VISUAL_VECTOR,
    WORDS_VECTOR,
    Dimensions,
    Hit,
    Search,
    SparseVector,
    hit,
    named_vectors,
    payload,
)

if TYPE_CHECKING:
    import polars as pl
    from qdrant_client import QdrantClient
    from qdrant_client import models as qm

FACET_LIMIT: Final = 100_000  # generations, one a video: Dagster's own ceiling of partitions


class ServerIndex:
    """A collection of a Qdrant server; every method may raise qdrant-client's own errors of the network."""

    def __init__(self, client: QdrantClient, collection: str, dimensions: Dimensions) -> None:
        self._client = client
        self._collection = collection
        self._dimensions = dimensions

    def ensure(self) -> None:
        """Make the collection with named vectors, sparse vectors with IDF, and the tenant index."""
        from qdrant_client import models as qm

        if self._client.collection_exists(self._collection):
            return
        sizes = {TEXT_VECTOR: self._dimensions.text}
        if self._dimensions.visual is not None:
            sizes[VISUAL_VECTOR] = self._dimensions.visual
        cosine = qm.Distance.COSINE
        self._client.create_collection(
            self._collection,
            vectors_config={name: qm.VectorParams(size=size, distance=cosine) for name, size in sizes.items()},
            sparse_vectors_config={WORDS_VECTOR: qm.SparseVectorParams(modifier=qm.Modifier.IDF)},
        )
        for name in KEYWORD_FIELDS:
            schema = qm.KeywordIndexParams(type=qm.KeywordIndexType.KEYWORD, is_tenant=name == "workspace")
            self._client.create_payload_index(self._collection, name, schema)

    def publish(self, video_id: str, points: pl.DataFrame) -> None:
        """Upsert the new generation, then delete the older ones of that video by filter."""
        from qdrant_client import models as qm

        generation = points["generation"][0] if len(points) else ""
        for batch in points.iter_slices(UPSERT_BATCH):
            rows = [_point(row) for row in batch.iter_rows(named=True)]
            self._client.upsert(self._collection, rows, wait=True)
        older = qm.Filter(must=[_match("video_id", [video_id])], must_not=[_match("generation", [generation])])
        self._client.delete(self._collection, qm.FilterSelector(filter=older), wait=True)

    def fill(self, tables: Iterable[pl.DataFrame]) -> None:
        """Add the points of videos that the index holds nothing of."""
        for points in tables:
            if len(points):
                self.publish(points["video_id"][0], points)

    def remove(self, video_id: str) -> None:
        """Remove a video's points."""
        from qdrant_client import models as qm

        gone = qm.Filter(must=[_match("video_id", [video_id])])
        self._client.delete(self._collection, qm.FilterSelector(filter=gone), wait=True)

    def generations(self) -> dict[str, int]:
        """Number of points per generation, counted by the server."""
        found = self._client.facet(self._collection, "generation", limit=FACET_LIMIT, exact=True)
        return {str(entry.value): entry.count for entry in found.hits if entry.count}

    def query(self, searches: Sequence[Search]) -> list[list[Hit]]:
        """Answer several searches in one request."""
        answers = self._client.query_batch_points(self._collection, [_request(search) for search in searches])
        return [
            [hit(search, point.id, point.score, point.payload or {}) for point in answer.points]
            for search, answer in zip(searches, answers, strict=True)
        ]

    def count(self, video_id: str | None = None) -> int:
        """Number of points, of one video or of all."""
        from qdrant_client import models as qm

        chosen = qm.Filter(must=[_match("video_id", [video_id])]) if video_id else None
        return self._client.count(self._collection, count_filter=chosen, exact=True).count

    def drop(self) -> None:
        """Remove the collection; nothing happens where there is none."""
        self._client.delete_collection(self._collection)

    def make_live(self) -> None:
        """Point the alias at this collection; the server does away with the old one in the same step."""
        from qdrant_client import models as qm

        gone = [qm.DeleteAliasOperation(delete_alias=qm.DeleteAlias(alias_name=ALIAS))]
        made = qm.CreateAlias(collection_name=self._collection, alias_name=ALIAS)
        there = any(alias.alias_name == ALIAS for alias in self._client.get_aliases().aliases)
        self._client.update_collection_aliases([*(gone if there else []), qm.CreateAliasOperation(create_alias=made)])

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _match(field: str, values: Sequence[str]) -> qm.FieldCondition:
    from qdrant_client import models as qm

    return qm.FieldCondition(key=field, match=qm.MatchAny(any=list(values)))


def _vector(vector: list[float] | SparseVector) -> Any:
    from qdrant_client import models as qm

    if isinstance(vector, SparseVector):
        return qm.SparseVector(indices=vector.indices, values=vector.values)
    return vector


def _point(row: dict[str, Any]) -> qm.PointStruct:
    from qdrant_client import models as qm

    vectors = {name: _vector(vector) for name, vector in named_vectors(row).items()}
    return qm.PointStruct(id=row["id"], vector=vectors, payload=payload(row))


def _request(search: Search) -> qm.QueryRequest:
    from qdrant_client import models as qm

    return qm.QueryRequest(
        query=qm.NearestQuery(nearest=_vector(search.vector)),
        using=search.using,
        filter=qm.Filter(must=[_match(field, values) for field, values in search.conditions.items()]),
        limit=search.limit,
        with_payload=True,
    )
