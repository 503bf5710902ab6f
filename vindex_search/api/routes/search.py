"""GET and POST /v1/search: find moments with a sentence, an image, or both."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from vindex_search.api.dependencies import ReadyServiceDep, Searcher, TurnsDep
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.query.found_markers import marker_file
from vindex_search.api.schemas.query.search import MAX_IMAGE_BYTES, ImageSearchForm, SearchParams
from vindex_search.api.schemas.query.search_response import SearchAnswer, search_answer
from vindex_search.auth.permissions import Caller
from vindex_search.markers.formats import FORMATS
from vindex_search.query.responses import SearchResponse
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.query.waiting.limiter import SearchLimiter

router = APIRouter(prefix="/v1", tags=["search"], route_class=KeyFirstRoute)


async def _get_search_limiter(request: Request) -> SearchLimiter:
    limiter: SearchLimiter = request.app.state.search_limiter
    return limiter


LimiterDep = Annotated[SearchLimiter, Depends(_get_search_limiter)]


MARKER_FILES: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.OK: {
        "description": "The moments; with `format` as a file for editing programs, whose next page `Link` names.",
        "content": {kind.media_type.partition(";")[0]: {"schema": {"type": "string"}} for kind in FORMATS.values()},
    }
}


@router.get("/search", response_model=SearchAnswer, responses=MARKER_FILES)
async def search(
    service: ReadyServiceDep, caller: Searcher, limiter: LimiterDep, params: Annotated[SearchParams, Query()]
) -> Response:
    """The moments that match a sentence best, each with its evidence; paginated."""
    return await limiter.run(partial(_search_by_text, service, caller, params))


@router.post("/search", response_model=SearchAnswer, responses=MARKER_FILES)
async def search_by_picture(
    service: ReadyServiceDep, caller: Searcher, turns: TurnsDep, form: Annotated[ImageSearchForm, Form()]
) -> Response:
    """The moments that look like an image, or that look like it and match a sentence; one page only.

    Where the model set has no vision model, only frames that are near duplicates of the image are found.
    """
    return await turns.pictures.run(partial(_search_by_image, service, caller, form))


def _search_by_text(service: SearchService, caller: Caller, params: SearchParams) -> Response:
    response = _search(service, caller, params.to_request(caller), params)
    return _response(service, response, params, next_url=params.next_url(response.next_cursor))


def _search_by_image(service: SearchService, caller: Caller, form: ImageSearchForm) -> Response:
    image = form.image.file.read(MAX_IMAGE_BYTES + 1)
    if len(image) > MAX_IMAGE_BYTES:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the image is too large; allowed are {MAX_IMAGE_BYTES} bytes"
        )
    response = _search(service, caller, form.to_request(caller, image), form)
    return _response(service, response, form, next_url=None)


def _search(service: SearchService, caller: Caller, request: SearchRequest, params: SearchParams) -> SearchResponse:
    try:
        return service.search(
            request,
            limit=params.limit,
            cursor=params.cursor or "",
            explain=params.explain,
            facets=params.to_facets(caller),
        )
    except ValueError as problem:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(problem)) from None


def _response(
    service: SearchService, response: SearchResponse, params: SearchParams, *, next_url: str | None
) -> Response:
    if params.format == "json":
        return _json_response(service, response, next_url=next_url)
    file = marker_file(response, params.format, service.store)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    if next_url:
        headers["Link"] = f'<{next_url}>; rel="next"'
    return Response(file.text, media_type=file.media_type, headers=headers)


def _json_response(service: SearchService, response: SearchResponse, *, next_url: str | None) -> Response:
    """Serialised here, in the search's thread: FastAPI would validate every field again on the event loop."""
    answer = search_answer(response, next_url=next_url, dagster_url=service.settings.dagster_url)
    return Response(answer.model_dump_json(), media_type="application/json")
