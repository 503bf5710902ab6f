"""GET and POST /v1/search: a plain sentence or a picture in, moments out."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from vindex_search.api.dependencies import ReadyServiceDep, Searcher
from vindex_search.api.problems import Problem
from vindex_search.api.schemas.search import MAX_IMAGE_BYTES, ImageSearchForm, SearchParams
from vindex_search.api.schemas.search_response import SearchAnswer, search_answer
from vindex_search.auth.permissions import Caller
from vindex_search.query.limiter import SearchLimiter
from vindex_search.query.responses import SearchResponse
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService

router = APIRouter(prefix="/v1", tags=["search"])


async def _turns(request: Request) -> SearchLimiter:
    found: SearchLimiter = request.app.state.turns
    return found


InTurn = Annotated[SearchLimiter, Depends(_turns)]


@router.get("/search", response_model=SearchAnswer)
async def search(
    library: ReadyServiceDep, caller: Searcher, turns: InTurn, asked: Annotated[SearchParams, Query()]
) -> Response:
    """The moments that answer a sentence best, each with its evidence."""
    return await turns.run(partial(_found, library, caller, asked))


@router.post("/search", response_model=SearchAnswer)
async def search_by_picture(
    library: ReadyServiceDep, caller: Searcher, turns: InTurn, asked: Annotated[ImageSearchForm, Form()]
) -> Response:
    """The moments that show a picture, or that show it and answer a sentence; there is one page.

    Where the model set has no model for pictures, those that show this very picture.
    """
    return await turns.run(partial(_pictured, library, caller, asked))


def _found(library: SearchService, caller: Caller, asked: SearchParams) -> Response:
    response = _searched(library, asked.to_request(caller), asked)
    return _as_json(library, response, next_url=asked.next_url(response.next_cursor))


def _pictured(library: SearchService, caller: Caller, asked: ImageSearchForm) -> Response:
    picture = asked.image.file.read(MAX_IMAGE_BYTES + 1)
    if len(picture) > MAX_IMAGE_BYTES:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the picture has over {MAX_IMAGE_BYTES} bytes, the most allowed"
        )
    return _as_json(library, _searched(library, asked.to_request(caller, picture), asked), next_url=None)


def _as_json(library: SearchService, response: SearchResponse, *, next_url: str | None) -> Response:
    """Written here, in the search's own thread: FastAPI would look at every field once more, in everybody's."""
    answer = search_answer(response, next_url=next_url, dagster_url=library.settings.dagster_url)
    return Response(answer.model_dump_json(), media_type="application/json")


def _searched(library: SearchService, question: SearchRequest, asked: SearchParams) -> SearchResponse:
    try:
        return library.search(question, limit=asked.limit, cursor=asked.cursor or "", explain=asked.explain)
    except ValueError as problem:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(problem)) from None
