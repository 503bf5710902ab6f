"""Requests to a Qdrant server as the client's models: configuration, points, heads, filters, queries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from qdrant_client import models as qm

from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id
from vindex_search.index.base import (
    DATE_FIELD,
    TEXT_FIELD,
    TEXT_VECTOR,
    TIME_FIELDS,
    UNCOUNTED_FIELDS,
    VISUAL_VECTOR,
    WORDS_VECTOR,
    named_vectors,
    parse_generation,
    point_payload,
)
from vindex_search.index.types import ChannelQuery, Dimensions, PointFilter, SparseVector

ROW_FIELD: Final = "row"  # payload: id of the row in points.parquet; the id of the point differs by generation
HEAD_CHANNEL: Final = "head"  # channel of a video's head point, which names its live generation
MAX_FACET_HITS: Final = 200_000  # distinct generations in one facet: up to two per video while one replaces the other
MIN_VERSION: Final = (1, 19)  # the first that counts words by workspace; older ones pass over the request for it
OVERSAMPLING: Final = 2.0  # quantised candidates per result that are rescored with the original vectors


class Head(NamedTuple):
    """A video's head: its live generation, and whether the points of all others have been deleted."""

    generation: Generation
    settled: bool


def require_version(version: str) -> None:
    """Refuse a server that would count how rare words are over the texts of all workspaces.

    Raises:
        RuntimeError: the version of the server is before MIN_VERSION; the message names both.
    """
    found = re.match(r"(\d+)\.(\d+)", version)
    if found and (int(found[1]), int(found[2])) < MIN_VERSION:
        least = ".".join(map(str, MIN_VERSION))
        raise RuntimeError(
            f"the Qdrant server has version {version}, whose scores tell one workspace which words another one says; "
            f"allowed is {least} or later"
        )


def collection_config(dimensions: Dimensions, *, quantised: bool) -> dict[str, Any]:
    """Arguments of `create_collection`: named vectors, sparse vectors with the IDF modifier, strict mode."""
    sizes = {TEXT_VECTOR: dimensions.text}
    if dimensions.visual is not None:
        sizes[VISUAL_VECTOR] = dimensions.visual
    int8 = qm.ScalarQuantizationConfig(type=qm.ScalarType.INT8, quantile=0.99, always_ram=True)
    return {
        "vectors_config": {
            name: qm.VectorParams(size=size, distance=qm.Distance.COSINE) for name, size in sizes.items()
        },
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


def field_schema(name: str) -> Any:
    """Schema of the payload index of a field; the workspace is the tenant."""
    if name == TEXT_FIELD:
        return qm.TextIndexParams(
            type=qm.TextIndexType.TEXT,
            tokenizer=qm.TokenizerType.MULTILINGUAL,
            lowercase=True,
            phrase_matching=True,
        )
    if name == DATE_FIELD:
        return qm.PayloadSchemaType.DATETIME
    if name in TIME_FIELDS:
        return qm.PayloadSchemaType.FLOAT
    return qm.KeywordIndexParams(type=qm.KeywordIndexType.KEYWORD, is_tenant=name == "workspace")


def point(row: Mapping[str, Any]) -> qm.PointStruct:
    """The point of a row of `points.parquet`; its id depends on the generation, so that generations coexist."""
    return qm.PointStruct(
        id=point_id(row["video_id"], row["generation"], row["id"]),
        vector={name: _vector(vector) for name, vector in named_vectors(row).items()},
        payload={**point_payload(row), ROW_FIELD: row["id"]},
    )


def head_id(video_id: str) -> str:
    """Id of a video's head point."""
    return point_id(video_id, HEAD_CHANNEL, "")


def head_point(generation: Generation, workspace: str, *, settled: bool) -> qm.PointStruct:
    """The head point of a video; settled: the points of all other generations have been deleted."""
    return qm.PointStruct(
        id=head_id(generation.video_id),
        vector={},
        payload={
            "video_id": generation.video_id,
            "workspace": workspace,
            "channel": HEAD_CHANNEL,
            "generation": str(generation),
            "settled": settled,
        },
    )


def payload_filter(*, exclude: Mapping[str, Sequence[str]] | None = None, **include: Sequence[str]) -> qm.Filter:
    """A filter on keyword fields: all of `include` have one of the given values, none of `exclude` has."""
    return qm.Filter(
        must=[_match_any(field, values) for field, values in include.items()],
        must_not=[_match_any(field, values) for field, values in (exclude or {}).items()],
    )


def point_filter(**include: Sequence[str]) -> qm.Filter:
    """As `payload_filter`, without head points."""
    return payload_filter(exclude={"channel": [HEAD_CHANNEL]}, **include)


def query_request(
    search: ChannelQuery, *, stale: Collection[Generation] = (), quantised: bool, with_payload: bool = True
) -> qm.QueryRequest:
    """A query.

    Args:
        search: The query.
        stale: Generations whose points are excluded.
        quantised: Whether the collection is quantised: candidates are then rescored.
        with_payload: Whether the answer has payloads, or ids and scores only.
    """
    return qm.QueryRequest(
        query=qm.NearestQuery(nearest=_vector(search.vector)),
        using=search.using,
        filter=_query_filter(search, stale),
        params=_search_params(search, quantised=quantised),
        limit=search.limit,
        with_payload=qm.PayloadSelectorExclude(exclude=list(UNCOUNTED_FIELDS)) if search.to_count else with_payload,
    )


def _search_params(search: ChannelQuery, *, quantised: bool) -> qm.SearchParams | None:
    rescored = qm.QuantizationSearchParams(rescore=True, oversampling=OVERSAMPLING) if quantised else None
    if quantised and search.to_count:
        rescored = qm.QuantizationSearchParams(ignore=True)
    corpus = payload_filter(workspace=search.word_corpus)
    idf = qm.IdfCorpusParams(corpus=corpus) if search.word_corpus else None
    exact = search.to_count or None
    return qm.SearchParams(exact=exact, quantization=rescored, idf=idf) if exact or rescored or idf else None


def alias_operations(collection: str, alias: str, *, exists: bool) -> list[qm.AliasOperations]:
    """Operations that point an alias to a collection; `exists`: it points to another one, and is deleted first."""
    delete = qm.DeleteAliasOperation(delete_alias=qm.DeleteAlias(alias_name=alias))
    create = qm.CreateAliasOperation(create_alias=qm.CreateAlias(collection_name=collection, alias_name=alias))
    return [delete, create] if exists else [create]


def _query_filter(search: ChannelQuery, stale: Iterable[Generation]) -> qm.Filter:
    excluded = [str(generation) for generation in sorted(stale)]
    must_not = [_match_any("generation", excluded)] if excluded else []
    return qm.Filter(
        must=[
            *(_match_any(field, values) for field, values in search.keywords.items()),
            *_ranges(search.where),
            *map(_phrase, search.where.phrases),
        ],
        must_not=[*must_not, *map(_phrase, search.where.without)],
    )


def _ranges(where: PointFilter) -> Iterator[qm.FieldCondition]:
    """Conditions on the time of the upload, and on the overlap of [start_s, end_s) with [from_s, to_s)."""
    if where.uploaded_after or where.uploaded_before:
        bounds = {"gte": where.uploaded_after, "lt": where.uploaded_before}
        uploaded = qm.DatetimeRange.model_validate({name: value for name, value in bounds.items() if value})
        yield qm.FieldCondition(key=DATE_FIELD, range=uploaded)
    if where.to_s is not None:
        yield qm.FieldCondition(key="start_s", range=qm.Range(lt=where.to_s))
    if where.from_s is not None:
        yield qm.FieldCondition(key="end_s", range=qm.Range(gt=where.from_s))


def _match_any(field: str, values: Sequence[str]) -> qm.FieldCondition:
    return qm.FieldCondition(key=field, match=qm.MatchAny(any=list(values)))


def _phrase(phrase: str) -> qm.FieldCondition:
    return qm.FieldCondition(key=TEXT_FIELD, match=qm.MatchPhrase(phrase=phrase))


def _vector(vector: list[float] | SparseVector) -> Any:
    if isinstance(vector, SparseVector):
        return qm.SparseVector(indices=vector.indices, values=vector.values)
    return vector


def is_live(scored: Any, heads: Mapping[str, Head]) -> bool:
    """Whether a point belongs to the live generation of its video."""
    head = heads.get(scored.payload["video_id"])
    return head is not None and head.generation == parse_generation(scored.payload["generation"])


def superseded(answers: Iterable[Iterable[Any]], heads: Mapping[str, Head]) -> set[Generation]:
    """The generations of points that are not live."""
    return {
        parse_generation(scored.payload["generation"])
        for answer in answers
        for scored in answer
        if not is_live(scored, heads)
    }
