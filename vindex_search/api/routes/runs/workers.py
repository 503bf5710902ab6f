"""GET /v1/workers: who works on what."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from fastapi import APIRouter

from vindex_search.api.dependencies import Admin, ServiceDep, TurnsDep
from vindex_search.api.openapi import problem_responses
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.routes.metrics import require_whole_library
from vindex_search.api.schemas.runs.workers import WorkersAnswer, workers_answer
from vindex_search.query.service import SearchService

router = APIRouter(tags=["operations"], route_class=KeyFirstRoute)


@router.get(
    "/v1/workers",
    operation_id="list_workers",
    summary="Workers, and the steps in work",
    responses=problem_responses({HTTPStatus.FORBIDDEN: "The caller's key is limited to workspaces."}),
)
async def list_workers(service: ServiceDep, caller: Admin, turns: TurnsDep) -> WorkersAnswer:
    """Workers of the whole library, alive and silent; needs an admin key that is not limited to workspaces."""
    require_whole_library(caller, "workers")
    return await turns.lists.run(partial(_workers, service))


def _workers(service: SearchService) -> WorkersAnswer:
    return workers_answer(service.work.current(), service.settings.dagster_url)
