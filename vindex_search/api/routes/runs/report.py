"""GET /v1/report: throughput, time and cost by step, the slowest videos, failures and storage."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from vindex_search.api.dependencies import Admin, ServiceDep, TurnsDep, allowed_workspaces
from vindex_search.api.openapi import problem_responses
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas import described
from vindex_search.api.schemas.runs.report import ReportAnswer, report_answer
from vindex_search.query.service import SearchService
from vindex_search.videos.report.read import collected_at, read_library_report

router = APIRouter(tags=["operations"], route_class=KeyFirstRoute)

Workspaces = Annotated[
    list[Annotated[str, Field(json_schema_extra=described.WORKSPACE)]] | None,
    Query(description="Only these workspaces; may be repeated.", examples=[["team"]]),
]


@router.get(
    "/v1/report",
    operation_id="get_report",
    summary="Throughput, time and cost by step, failures",
    responses=problem_responses(
        {
            HTTPStatus.FORBIDDEN: "A requested workspace is not the caller's.",
            HTTPStatus.UNPROCESSABLE_ENTITY: "A workspace is malformed.",
        }
    ),
)
async def get_report(service: ServiceDep, caller: Admin, turns: TurnsDep, workspace: Workspaces = None) -> ReportAnswer:
    """The report of the workspaces that the key may see; needs an admin key.

    Its tables are brought up to date once an hour (`collected_at`); what waits is that of the last tick.
    """
    return await turns.lists.run(partial(_report, service, allowed_workspaces(caller, workspace or [])))


def _report(service: SearchService, workspaces: tuple[str, ...]) -> ReportAnswer:
    report = read_library_report(service.store, workspaces)
    return report_answer(report, service.settings.prices, collected_at(service.store))
