"""GET /v1/suggest: how what is being typed may go on."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from vindex_search.api.dependencies import ReadyServiceDep, Searcher, TurnsDep, allowed_workspaces
from vindex_search.api.openapi import problem_responses
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.query.suggestions import SuggestAnswer, SuggestParams, suggest_answer
from vindex_search.auth.permissions import Caller
from vindex_search.query.service import SearchService

router = APIRouter(prefix="/v1", tags=["search"], route_class=KeyFirstRoute)


@router.get(
    "/suggest",
    summary="Suggestions as one types",
    responses=problem_responses(
        {
            HTTPStatus.FORBIDDEN: "A requested workspace is not the caller's.",
            HTTPStatus.UNPROCESSABLE_ENTITY: "A parameter is malformed.",
        }
    ),
)
async def suggest(
    service: ReadyServiceDep, caller: Searcher, turns: TurnsDep, params: Annotated[SuggestParams, Query()]
) -> SuggestAnswer:
    """Titles, tags, chapters and frequent phrases, by the beginnings of their words and with one typo.

    A word of four letters or more may have a typo: a letter too many, missing, wrong, or two swapped.
    """
    return await turns.suggestions.run(partial(_suggest, service, caller, params))


def _suggest(service: SearchService, caller: Caller, params: SuggestParams) -> SuggestAnswer:
    workspaces = allowed_workspaces(caller, params.workspace)
    return suggest_answer(params.q, service.suggest(params.q, workspaces, params.limit))
