"""Error responses as problem documents (`application/problem+json`, RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount
from structlog.contextvars import get_contextvars

from vindex_search.audit.log import AuditUnavailable
from vindex_search.auth.daily_limits import OverLimit
from vindex_search.auth.permissions import Forbidden
from vindex_search.clips.jobs import TooManyClips
from vindex_search.clips.preview.previews import TooManyPreviews
from vindex_search.index.base import IndexUnavailable
from vindex_search.query.waiting.turns import TooManyWaiting
from vindex_search.sharing.collection import UnknownItem
from vindex_search.sharing.collection_store import RevisionConflict, UnknownCollection
from vindex_search.sharing.item import SharingRefused

log = logging.getLogger("vindex.service")

MEDIA_TYPE: Final = "application/problem+json"
# The OpenAPI content of an error response; `api/openapi.py` registers `ProblemOut` under this name.
PROBLEM_CONTENT: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
INTERNAL_ERROR: Final = "internal error; the service's log has the details"
NO_AUDIT: Final = "nothing was done, as the audit log of this library cannot be written; the service's log says why"
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MOUNTED_METHODS: Final = ("GET", "HEAD")  # of the files of the page
RETRY_AFTER_S: Final = 5  # where too much waits for its turn
SHARING: Final = {
    SharingRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownCollection: HTTPStatus.NOT_FOUND,
    UnknownItem: HTTPStatus.NOT_FOUND,
    RevisionConflict: HTTPStatus.PRECONDITION_FAILED,
}
NO_INDEX: Final = "the Qdrant server does not answer now; try again when it does"


class Problem(HTTPException):
    """An error response: a status and a sentence that names the wrong value and what is allowed."""

    def __init__(self, status: HTTPStatus, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)


class ProblemOut(BaseModel):
    """The body of every error response (RFC 9457)."""

    type: str = Field(
        description="Always `about:blank`: the status says what kind of problem it is.", examples=["about:blank"]
    )
    title: str = Field(description="The status's reason phrase.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(
        description="A sentence that names the wrong value and what is allowed.",
        examples=["there is no video 'team--talk-0123456789' here; /v1/videos lists them"],
    )
    request_id: str | None = Field(None, description="The request's id in the service's log.")


def problem_response(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, **extensions: Any
) -> JSONResponse:
    """An error response; `extensions` are further members of the document."""
    request_id = get_contextvars().get("request_id")
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    body |= ({"request_id": request_id} if request_id else {}) | extensions
    return JSONResponse(body, status_code=status, headers=headers, media_type=MEDIA_TYPE)


def validation_detail(errors: Iterable[Mapping[str, Any] | ErrorDetails], *, skip: int = 0) -> str:
    """One sentence for all validation errors: for each the name of the value, what is wrong with it, and the value.

    Args:
        errors: Pydantic's.
        skip: Leading parts of each location to leave out; of a request's values the first is `query` or `body`.
    """
    return "; ".join(f"{_location(error, skip)}{error['msg']}{_input(error)}" for error in errors)


def _location(error: Mapping[str, Any] | ErrorDetails, skip: int) -> str:
    name = ".".join(str(part) for part in error["loc"][skip:])
    return f"{name}: " if name else ""


def _input(error: Mapping[str, Any] | ErrorDetails) -> str:
    value = error.get("input")
    return "" if value is None else f" (given: {str(value)[:80]!r})"


async def _handle_http(request: Request, problem: Exception) -> JSONResponse:
    status, detail = getattr(problem, "status_code", 500), getattr(problem, "detail", "")
    headers = getattr(problem, "headers", None)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:  # Starlette names the methods of the first route of the path alone
        allowed = ", ".join(sorted(allowed_methods(request) or MOUNTED_METHODS))
        headers, detail = {"Allow": allowed}, f"{request.method} is not allowed here; allowed are {allowed}"
    return problem_response(status, str(detail), headers=headers)


def allowed_methods(request: Request) -> set[str]:
    """The methods of all routes that a request's path matches; none where the path is of mounted files."""
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    scopes = {method: {**request.scope, "method": method} for method in METHODS}
    return {name for name, scope in scopes.items() if any(route.matches(scope)[0] is Match.FULL for route in routes)}


async def _handle_validation(_request: Request, problem: Exception) -> JSONResponse:
    errors = problem.errors() if isinstance(problem, RequestValidationError) else []
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, validation_detail(errors, skip=1))


async def _handle_forbidden(_request: Request, problem: Exception) -> JSONResponse:
    return problem_response(HTTPStatus.FORBIDDEN, str(problem))


async def _handle_sharing(_request: Request, problem: Exception) -> JSONResponse:
    return problem_response(SHARING[type(problem)], str(problem))


async def _handle_over_limit(_request: Request, problem: Exception) -> JSONResponse:
    headers = {"Retry-After": str(getattr(problem, "wait_s", 1))}
    return problem_response(HTTPStatus.TOO_MANY_REQUESTS, str(problem), headers=headers)


async def _handle_unavailable(_request: Request, problem: Exception) -> JSONResponse:
    log.warning("%s: %s", NO_INDEX, problem)
    return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, NO_INDEX)


async def _handle_no_audit(_request: Request, problem: Exception) -> JSONResponse:
    log.error("%s", problem)
    return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, NO_AUDIT)


async def _handle_busy(_request: Request, problem: Exception) -> JSONResponse:
    headers = {"Retry-After": str(RETRY_AFTER_S)}
    return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, str(problem), headers=headers)


def install(app: FastAPI) -> None:
    """Answer expected errors with problem documents; `RequestLogMiddleware` answers unexpected ones."""
    app.add_exception_handler(HTTPException, _handle_http)
    app.add_exception_handler(Forbidden, _handle_forbidden)
    app.add_exception_handler(AuditUnavailable, _handle_no_audit)
    app.add_exception_handler(OverLimit, _handle_over_limit)
    app.add_exception_handler(IndexUnavailable, _handle_unavailable)
    for refused in SHARING:
        app.add_exception_handler(refused, _handle_sharing)
    for busy in (TooManyWaiting, TooManyClips, TooManyPreviews):
        app.add_exception_handler(busy, _handle_busy)
    app.add_exception_handler(RequestValidationError, _handle_validation)
