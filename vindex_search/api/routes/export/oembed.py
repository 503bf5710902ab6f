"""GET /oembed: how a page can embed the player of a video, as https://oembed.com wants it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import SplitResult, parse_qs, urlsplit
from xml.sax.saxutils import escape

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from vindex_search.api.dependencies import Searcher, ServiceDep, visible_video
from vindex_search.api.openapi import problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.share_gate import SHARE_KEY
from vindex_search.export.embedding import embedding, share_embedding
from vindex_search.query.service import SearchService
from vindex_search.sharing.grant import Grant

router = APIRouter(tags=["export"], route_class=KeyFirstRoute)

PAGES: Final = ("/v/", "/embed/")
FORMS: Final = ("json", "xml")
MAX_PIXELS: Final = 10_000
MAX_URL_LENGTH: Final = 2000
XML_TYPE: Final = "text/xml"
Pixels = Annotated[int | None, Query(ge=1, le=MAX_PIXELS, description="The player is no larger, in pixels.")]


@router.get(
    "/oembed",
    operation_id="get_oembed",
    summary="How to embed a video",
    response_class=Response,
    responses={
        200: {
            "description": "The player's HTML, its size, the title and a thumbnail.",
            "content": {"application/json": {"schema": {"type": "object"}}, XML_TYPE: {"schema": {"type": "string"}}},
        },
        **problem_responses(
            {
                HTTPStatus.NOT_FOUND: "The address is no page of a video that the caller can see.",
                HTTPStatus.NOT_IMPLEMENTED: "The format is neither `json` nor `xml`.",
            }
        ),
    },
)
def get_oembed(
    request: Request,
    service: ServiceDep,
    caller: Searcher,
    url: Annotated[
        str,
        Query(
            max_length=MAX_URL_LENGTH,
            description="Address of a page of this service: `/v/{id}` or `/embed/{id}`, with or without a time, or "
            "`/s/{token}`, which needs no key.",
            examples=["http://127.0.0.1:8765/v/team--talk-0123456789?t=12.5"],
        ),
    ],
    maxwidth: Pixels = None,
    maxheight: Pixels = None,
    form: Annotated[str, Query(alias="format", description="`json` or `xml`.", examples=["json"])] = "json",
) -> Response:
    """For wikis, learning platforms and chats that turn a link into a player."""
    if form not in FORMS:
        raise Problem(HTTPStatus.NOT_IMPLEMENTED, f"there is no format {form[:40]!r}; allowed: {', '.join(FORMS)}")
    token: str | None = request.scope.get(SHARE_KEY)
    if token:  # of the shared page that `url` names
        grant: Grant = request.state.grant
        return _written(_of_share(request, service, grant, token, (maxwidth, maxheight)), form)
    parts = urlsplit(url) if url.isprintable() else SplitResult("", "", "", "", "")
    video = visible_video(service, caller, _video_id(parts, request.url.netloc))
    answer = embedding(
        service.store, video, base_url=str(request.base_url), at=_time(parts), max_width=maxwidth, max_height=maxheight
    )
    return _written(answer, form)


def _of_share(
    request: Request, service: SearchService, grant: Grant, token: str, size: tuple[int | None, int | None]
) -> dict[str, Any]:
    return share_embedding(service.store, grant, base_url=str(request.base_url), token=token, size=size)


def _written(answer: dict[str, Any], form: str) -> Response:
    return JSONResponse(answer) if form == "json" else Response(_xml(answer), media_type=XML_TYPE)


def _video_id(parts: SplitResult, host: str) -> str:
    """The video of a page of this service; empty, which is no video, where it is another page."""
    page = next((page for page in PAGES if parts.path.startswith(page)), None)
    return parts.path.removeprefix(page).rstrip("/") if page and parts.netloc == host else ""


def _time(parts: SplitResult) -> str:
    """The time that an address names, in its media fragment or its query, if it is made of digits, dots, and commas."""
    named = [*parse_qs(parts.fragment).get("t", ()), *parse_qs(parts.query).get("t", ())][:1]
    return next((time for time in named if time and not set(time) - set("0123456789.,:")), "")


def _xml(answer: dict[str, Any]) -> str:
    fields = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{fields}</oembed>\n'
