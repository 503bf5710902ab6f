"""Requests to Qdrant Edge: the shard's configuration, points, filters and queries as the engine's own types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import qdrant_edge as edge

from vindex_search.contract.generation import Generation
from vindex_search.index.base import (
    DATE_FIELD,
    TEXT_FIELD,
    TEXT_VECTOR,
    TIME_FIELDS,
    UNCOUNTED_FIELDS,
    VISUAL_VECTOR,
    WORDS_VECTOR,
    named_vectors,
    point_payload,
)
from vindex_search.index.types import POINT_TIMES_COLUMNS, ChannelQuery, Dimensions, PointFilter, SparseVector


def shard_config(dimensions: Dimensions) -> edge.EdgeConfig:
    """A shard with named dense vectors, sparse vectors with the IDF modifier, and a write-ahead log."""
    sizes = {TEXT_VECTOR: dimensions.text}
    if dimensions.visual is not None:
        sizes[VISUAL_VECTOR] = dimensions.visual
    return edge.EdgeConfig(
        vectors={name: edge.EdgeVectorParams(size=size, distance=edge.Distance.Cosine) for name, size in sizes.items()},
        sparse_vectors={WORDS_VECTOR: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        wal_enabled=True,
    )


def field_schema(name: str) -> edge.PayloadSchemaType | edge.TextIndexParams:
    """Schema of the payload index of a field; the text index finds phrases in scripts without spaces too."""
    if name == TEXT_FIELD:
        return edge.TextIndexParams(tokenizer=edge.TokenizerType.Multilingual, lowercase=True, phrase_matching=True)
    if name == DATE_FIELD:
        return edge.PayloadSchemaType.Datetime
    return edge.PayloadSchemaType.Float if name in TIME_FIELDS else edge.PayloadSchemaType.Keyword


def point(row: Mapping[str, Any]) -> edge.Point:
    """The point of a row of `points.parquet`."""
    vectors = {name: _vector(vector) for name, vector in named_vectors(row).items()}
    return edge.Point(row["id"], vectors, point_payload(row))


def video_filter(video_id: str, *, keep: Generation | None = None) -> edge.Filter:
    """The points of a video, without those of a generation to keep."""
    kept: list[Any] = [_match("generation", str(keep))] if keep else []
    return edge.Filter(must=[_match("video_id", video_id)], must_not=kept)


def generation_filter(generation: Generation) -> edge.Filter:
    """The points of a generation."""
    return edge.Filter(must=[_match("generation", str(generation))])


def workspace_filter(workspaces: Sequence[str]) -> edge.Filter:
    """The points of some workspaces."""
    return edge.Filter(must=[_match_any("workspace", workspaces)])


def point_times_request(generation: Generation, *, limit: int) -> edge.ScrollRequest:
    """Up to `limit` points of a generation, with the payload that `point_times` reads."""
    return edge.ScrollRequest(
        limit=max(1, limit),
        filter=generation_filter(generation),
        with_payload=edge.PayloadSelector.Include(list(POINT_TIMES_COLUMNS)),
    )


def query_request(search: ChannelQuery, *, with_payload: bool = True) -> edge.QueryRequest:
    """A query; without payload its answer has ids and scores only."""
    return edge.QueryRequest(
        limit=search.limit,
        query=edge.Query.Nearest(_vector(search.vector), using=search.using),
        filter=_query_filter(search),
        params=_search_params(search),
        with_payload=edge.PayloadSelector.Exclude(list(UNCOUNTED_FIELDS)) if search.to_count else with_payload,
    )


def _search_params(search: ChannelQuery) -> edge.SearchParams | None:
    idf = edge.IdfParams(corpus=workspace_filter(search.word_corpus)) if search.word_corpus else None
    return edge.SearchParams(exact=search.to_count, idf=idf) if search.to_count or idf else None


def _query_filter(search: ChannelQuery) -> edge.Filter:
    must: list[Any] = [_match_any(field, values) for field, values in search.keywords.items()]
    must += [*_ranges(search.where), *map(_phrase, search.where.phrases)]
    return edge.Filter(must=must, must_not=[_phrase(phrase) for phrase in search.where.without])


def _ranges(where: PointFilter) -> Iterator[edge.FieldCondition]:
    """Conditions on the time of the upload, and on the overlap of [start_s, end_s) with [from_s, to_s)."""
    if where.uploaded_after or where.uploaded_before:
        uploaded = edge.RangeDateTime(gte=where.uploaded_after, lt=where.uploaded_before)
        yield edge.FieldCondition(DATE_FIELD, range=uploaded)
    if where.to_s is not None:
        yield edge.FieldCondition("start_s", range=edge.RangeFloat(lt=where.to_s))
    if where.from_s is not None:
        yield edge.FieldCondition("end_s", range=edge.RangeFloat(gt=where.from_s))


def _match(field: str, value: str) -> edge.FieldCondition:
    return edge.FieldCondition(field, match=edge.MatchValue(value))


def _match_any(field: str, values: Sequence[str]) -> edge.FieldCondition:
    return edge.FieldCondition(field, match=edge.MatchAny(list(values)))


def _phrase(phrase: str) -> edge.FieldCondition:
    return edge.FieldCondition(TEXT_FIELD, match=edge.MatchPhrase(phrase))


def _vector(vector: list[float] | SparseVector) -> Any:
    return edge.SparseVector(vector.indices, vector.values) if isinstance(vector, SparseVector) else vector
