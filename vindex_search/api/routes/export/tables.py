"""GET /v1/export and /v1/export/moments: tables of the library and of an answer as Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field

from vindex_search.api.dependencies import ReadyServiceDep, Searcher, ServiceDep, TurnsDep, allowed_workspaces
from vindex_search.api.openapi import file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.export.parquet_response import ParquetResponse
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.routes.search import LimiterDep
from vindex_search.api.schemas import described
from vindex_search.api.schemas.list_filters import ChosenValuesDep
from vindex_search.api.schemas.query.search import MAX_FILTER_VALUES, SearchParams
from vindex_search.api.schemas.query.search_response import search_answer
from vindex_search.api.schemas.runs.filters import WorkFiltersDep
from vindex_search.auth.permissions import Caller
from vindex_search.contract.records import Status
from vindex_search.export.parquet import ParquetStream
from vindex_search.export.table_names import MEDIA_TYPE, MOMENTS, ROWS, TABLES, TableName
from vindex_search.query.service import SearchService
from vindex_search.videos.facets.library import ListScope
from vindex_search.videos.video import VideoFilter, list_videos

router = APIRouter(prefix="/v1/export", tags=["export"], route_class=KeyFirstRoute)

REFUSED: Final = problem_responses(
    {
        HTTPStatus.FORBIDDEN: "A requested workspace is not the caller's.",
        HTTPStatus.UNPROCESSABLE_ENTITY: "A parameter is malformed.",
        HTTPStatus.SERVICE_UNAVAILABLE: "Too many exports wait for their turn, or the models are still loading.",
    }
)
TABLE: Final = "; ".join(f"`{name}`: {ROWS[name][0].lower()}{ROWS[name][1:-1]}" for name in TABLES)


@router.get(
    "",
    operation_id="export_table",
    summary="A table of the library as Parquet",
    response_class=Response,
    responses={**file_response(MEDIA_TYPE, "The table, with the columns that docs/export.md lists."), **REFUSED},
)
async def export_table(
    service: ServiceDep,
    caller: Searcher,
    turns: TurnsDep,
    chosen: ChosenValuesDep,
    failures: WorkFiltersDep,
    what: Annotated[TableName, Query(description=f"Which table; of each a row is: {TABLE}.")],
    status: Annotated[Status | None, Query(description="Only videos with this status.", examples=["indexed"])] = None,
    workspace: Annotated[
        list[Annotated[str, Field(json_schema_extra=described.WORKSPACE)]] | None,
        Query(description="Only these workspaces; may be repeated.", examples=[["team"]]),
    ] = None,
    tag: Annotated[
        list[str] | None,
        Query(
            description="Only videos with this tag; may be repeated.",
            max_length=MAX_FILTER_VALUES,
            examples=[["lectures"]],
        ),
    ] = None,
) -> Response:
    """Streamed, of the videos that `GET /v1/videos` lists with the same filters: for polars, DuckDB and `datasets`."""
    workspaces = allowed_workspaces(caller, workspace or ())
    where = failures.narrow(chosen.where(workspaces=tuple(workspace or ()), tags=tuple(tag or ())))
    scope = ListScope(
        status, where, chosen.channel_names, visible=caller.workspaces, work=failures.work_filter(service.settings)
    )
    rows = _rows(service, what, VideoFilter(status=status, workspaces=workspaces), scope)
    return ParquetResponse(ParquetStream(what, rows), turns.exports, name=f"vindex-{what}.parquet")


@router.get(
    "/moments",
    operation_id="export_moments",
    summary="The moments of an answer as Parquet",
    response_class=Response,
    responses={**file_response(MEDIA_TYPE, "The moments, best first."), **REFUSED},
)
async def export_moments(
    service: ReadyServiceDep,
    caller: Searcher,
    limiter: LimiterDep,
    turns: TurnsDep,
    params: Annotated[SearchParams, Query()],
) -> Response:
    """What `GET /v1/search` answers to the same parameters; `limit` and `cursor` choose the page."""
    moments = await limiter.run(partial(_moments, service, caller, params))
    stream = ParquetStream(MOMENTS, moments)
    return ParquetResponse(stream, turns.exports, name=f"vindex-{MOMENTS}.parquet")


def _rows(service: SearchService, what: TableName, filters: VideoFilter, scope: ListScope) -> Iterator[Any]:
    """The rows; a generator, so that nothing is read before the export has its turn."""
    from vindex_search.export.rows import table_rows

    store = service.store
    videos = filter(service.library_facets().accepts(scope), list_videos(store, filters, service.listing_memory()))
    yield from table_rows(store, what, videos, store.published())


def _moments(service: SearchService, caller: Caller, params: SearchParams) -> list[Any]:
    from vindex_search.export.moments import moment_rows

    try:
        found = service.search(params.to_request(caller), limit=params.limit, cursor=params.cursor or "")
    except ValueError as problem:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(problem)) from None
    answer = search_answer(found, next_url=None, dagster_url=service.settings.dagster_url)
    return [moment_rows(answer.query, [moment.model_dump() for moment in answer.moments])]
