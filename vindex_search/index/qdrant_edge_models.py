"""What is asked of Qdrant Edge: the shard, points, filters and searches in the engine's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from vindex_search.index.base import (
    DATE_FIELD,
    TEXT_FIELD,
    TEXT_VECTOR,
    TIME_FIELDS,
    VISUAL_VECTOR,
    WORDS_VECTOR,
    named_vectors,
    point_payload,
)
from vindex_search.index.types import POINT_TIMES_COLUMNS, ChannelQuery, Dimensions, PointFilter, SparseVector

if TYPE_CHECKING:
    import qdrant_edge as edge


def shard_config(dimensions: Dimensions) -> edge.EdgeConfig:
    """A shard of named dense vectors, sparse vectors with IDF, and a write-ahead log."""
    import qdrant_edge as edge

    sizes = {TEXT_VECTOR: dimensions.text}
    if dimensions.visual is not None:
        sizes[VISUAL_VECTOR] = dimensions.visual
    return edge.EdgeConfig(
        vectors={name: edge.EdgeVectorParams(size=size, distance=edge.Distance.Cosine) for name, size in sizes.items()},
        sparse_vectors={WORDS_VECTOR: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        wal_enabled=True,
    )


def field_schema(name: str) -> edge.PayloadSchemaType | edge.TextIndexParams:
    """How a payload field is kept findable; phrases are found in scripts without spaces too."""
    import qdrant_edge as edge

    if name == TEXT_FIELD:
        return edge.TextIndexParams(tokenizer=edge.TokenizerType.Multilingual, lowercase=True, phrase_matching=True)
    if name == DATE_FIELD:
        return edge.PayloadSchemaType.Datetime
    return edge.PayloadSchemaType.Float if name in TIME_FIELDS else edge.PayloadSchemaType.Keyword


def match(field: str, value: str) -> edge.FieldCondition:
    """Points that have a value in a field."""
    import qdrant_edge as edge

    return edge.FieldCondition(field, match=edge.MatchValue(value))


def _vector(vector: list[float] | SparseVector) -> Any:
    import qdrant_edge as edge

    return edge.SparseVector(vector.indices, vector.values) if isinstance(vector, SparseVector) else vector


def point(row: dict[str, Any]) -> edge.Point:
    """A row of `points.parquet`."""
    import qdrant_edge as edge

    return edge.Point(row["id"], {name: _vector(v) for name, v in named_vectors(row).items()}, point_payload(row))


def count_request(field: str, value: str) -> edge.CountRequest:
    """How many points have a value."""
    import qdrant_edge as edge

    return edge.CountRequest(filter=edge.Filter(must=[match(field, value)]))


def point_times_request(generation: str, *, most: int) -> edge.ScrollRequest:
    """Where the points of a generation lie, and what kind each is."""
    import qdrant_edge as edge

    chosen = edge.Filter(must=[match("generation", generation)])
    return edge.ScrollRequest(
        limit=max(1, most), filter=chosen, with_payload=edge.PayloadSelector.Include(list(POINT_TIMES_COLUMNS))
    )


def query_request(search: ChannelQuery, *, payload: bool = True) -> edge.QueryRequest:
    """A search as the engine takes it; without payload it answers with ids and scores alone."""
    import qdrant_edge as edge

    return edge.QueryRequest(
        limit=search.limit,
        query=edge.Query.Nearest(_vector(search.vector), using=search.using),
        filter=_filter(search),
        with_payload=payload,
    )


def _filter(search: ChannelQuery) -> edge.Filter:
    import qdrant_edge as edge

    fields = search.keywords.items()
    must: list[Any] = [edge.FieldCondition(field, match=edge.MatchAny(list(values))) for field, values in fields]
    must += [*_ranges(search.where), *map(_phrase, search.where.phrases)]
    return edge.Filter(must=must, must_not=[_phrase(words) for words in search.where.without])


def _ranges(where: PointFilter) -> Iterator[edge.FieldCondition]:
    import qdrant_edge as edge

    if where.uploaded_after or where.uploaded_before:
        dates = edge.RangeDateTime(gte=where.uploaded_after, lt=where.uploaded_before)
        yield edge.FieldCondition(DATE_FIELD, range=dates)
    if where.to_s is not None:
        yield edge.FieldCondition("start_s", range=edge.RangeFloat(lt=where.to_s))
    if where.from_s is not None:
        yield edge.FieldCondition("end_s", range=edge.RangeFloat(gt=where.from_s))


def _phrase(words: str) -> edge.FieldCondition:
    import qdrant_edge as edge

    return edge.FieldCondition(TEXT_FIELD, match=edge.MatchPhrase(words))
