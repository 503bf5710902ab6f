"""What is sent to a Qdrant server: the collection, points, filters and searches in the client's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from vindex_search.contract.ids import point_id
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
from vindex_search.index.types import ChannelQuery, Dimensions, PointFilter, SparseVector

if TYPE_CHECKING:
    from qdrant_client import models as qm

ROW_FIELD: Final = "row"  # payload field: the id of the row in points.parquet; the point's own differs by generation
HEAD: Final = "head"  # channel of the one point of a video that names its live generation
MAX_FACET_HITS: Final = 200_000  # counted in one answer: two a video, while one replaces the other
OVERSAMPLING: Final = 2.0  # as many quantised candidates are looked at again with their whole vectors


def collection_config(dimensions: Dimensions, *, quantised: bool) -> dict[str, Any]:
    """Arguments of `create_collection`: named vectors, sparse vectors with IDF, strict mode."""
    from qdrant_client import models as qm

    sizes = {TEXT_VECTOR: dimensions.text}
    if dimensions.visual is not None:
        sizes[VISUAL_VECTOR] = dimensions.visual
    int8 = qm.ScalarQuantizationConfig(type=qm.ScalarType.INT8, quantile=0.99, always_ram=True)
    vectors = {name: qm.VectorParams(size=size, distance=qm.Distance.COSINE) for name, size in sizes.items()}
    return {
        "vectors_config": vectors,
        "sparse_vectors_config": {WORDS_VECTOR: qm.SparseVectorParams(modifier=qm.Modifier.IDF)},
        "quantization_config": qm.ScalarQuantization(scalar=int8) if quantised else None,
        "strict_mode_config": qm.StrictModeConfig(
            enabled=True,
            unindexed_filtering_retrieve=False,
            unindexed_filtering_update=False,
            max_query_limit=MAX_FACET_HITS,
            search_max_oversampling=OVERSAMPLING,
        ),
    }


def point(row: dict[str, Any]) -> qm.PointStruct:
    """A row of `points.parquet`; every generation of a row is a point of its own."""
    from qdrant_client import models as qm

    vectors = {name: _vector(vector) for name, vector in named_vectors(row).items()}
    identity = point_id(row["video_id"], row["generation"], row["id"])
    return qm.PointStruct(id=identity, vector=vectors, payload={**point_payload(row), ROW_FIELD: row["id"]})


def head_id(video_id: str) -> str:
    """Id of a video's head."""
    return point_id(video_id, HEAD, "")


def head_point(video_id: str, workspace: str, generation: str, *, settled: bool) -> qm.PointStruct:
    """The point that names a video's live generation; settled: no other is there any more."""
    from qdrant_client import models as qm

    facts = {"video_id": video_id, "workspace": workspace, "channel": HEAD, "generation": generation}
    return qm.PointStruct(id=head_id(video_id), vector={}, payload={**facts, "settled": settled})


def point_filter(*, but: Iterable[tuple[str, Sequence[str]]] = (), **fields: Sequence[str]) -> qm.Filter:
    """Points whose fields have one of the given values, but none of those that are excepted."""
    excepted = [_match(name, values) for name, values in but if values]
    from qdrant_client import models as qm

    return qm.Filter(must=[_match(name, values) for name, values in fields.items()], must_not=excepted)


def query_request(
    search: ChannelQuery, *, stale: Sequence[str] = (), quantised: bool, payload: bool = True
) -> qm.QueryRequest:
    """A search among all generations but the stale ones; without payload it answers with ids and scores alone."""
    from qdrant_client import models as qm

    rescored = qm.QuantizationSearchParams(rescore=True, oversampling=OVERSAMPLING)
    return qm.QueryRequest(
        query=qm.NearestQuery(nearest=_vector(search.vector)),
        using=search.using,
        filter=_filter(search, stale),
        params=qm.SearchParams(quantization=rescored) if quantised else None,
        limit=search.limit,
        with_payload=payload,
    )


def _filter(search: ChannelQuery, stale: Sequence[str]) -> qm.Filter:
    from qdrant_client import models as qm

    asked = [*_ranges(search.where), *map(_phrase, search.where.phrases)]
    must = [*(_match(name, values) for name, values in search.keywords.items()), *asked]
    excepted = [_match("generation", stale)] if stale else []
    return qm.Filter(must=must, must_not=[*excepted, *(_phrase(words) for words in search.where.without)])


def _ranges(where: PointFilter) -> Iterator[qm.FieldCondition]:
    from qdrant_client import models as qm

    if where.uploaded_after or where.uploaded_before:
        dates = {name: value for name, value in (("gte", where.uploaded_after), ("lt", where.uploaded_before)) if value}
        yield qm.FieldCondition(key=DATE_FIELD, range=qm.DatetimeRange.model_validate(dates))
    if where.to_s is not None:
        yield qm.FieldCondition(key="start_s", range=qm.Range(lt=where.to_s))
    if where.from_s is not None:
        yield qm.FieldCondition(key="end_s", range=qm.Range(gt=where.from_s))


def _phrase(words: str) -> qm.FieldCondition:
    from qdrant_client import models as qm

    return qm.FieldCondition(key=TEXT_FIELD, match=qm.MatchPhrase(phrase=words))


def field_schema(name: str) -> Any:
    """How a payload field is kept findable; the workspace is the tenant."""
    from qdrant_client import models as qm

    if name == TEXT_FIELD:
        text, word = qm.TextIndexType.TEXT, qm.TokenizerType.MULTILINGUAL
        return qm.TextIndexParams(type=text, tokenizer=word, lowercase=True, phrase_matching=True)
    if name == DATE_FIELD:
        return qm.PayloadSchemaType.DATETIME
    if name in TIME_FIELDS:
        return qm.PayloadSchemaType.FLOAT
    return qm.KeywordIndexParams(type=qm.KeywordIndexType.KEYWORD, is_tenant=name == "workspace")


def _match(field: str, values: Sequence[str]) -> qm.FieldCondition:
    from qdrant_client import models as qm

    return qm.FieldCondition(key=field, match=qm.MatchAny(any=list(values)))


def _vector(vector: list[float] | SparseVector) -> Any:
    from qdrant_client import models as qm

    if isinstance(vector, SparseVector):
        return qm.SparseVector(indices=vector.indices, values=vector.values)
    return vector
