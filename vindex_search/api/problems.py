"""Errors as `application/problem+json` (RFC 9457), with a sentence that a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from structlog.contextvars import get_contextvars

from vindex_search.auth.permissions import Forbidden

MEDIA_TYPE: Final = "application/problem+json"
# How an answer that is an error is described: `api/openapi.py` puts `ProblemOut` there under this name.
PROBLEM_CONTENT: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
INTERNAL_ERROR: Final = "the service met an error of its own; its log has the details"


class Problem(HTTPException):
    """An answer that is an error: the status and a sentence that says what to do."""

    def __init__(self, status: HTTPStatus, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)


class ProblemOut(BaseModel):
    """What every answer that is an error says (RFC 9457)."""

    type: str = Field(description="Always `about:blank`: the title says as much.", examples=["about:blank"])
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(
        description="A sentence that names the wrong value and what is allowed.",
        examples=["there is no video 'team--talk-0123456789' here; /v1/videos lists them"],
    )
    request_id: str | None = Field(None, description="By which the service's log knows this request.")


def problem_response(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> JSONResponse:
    """The answer that tells of a problem; `more` are further members."""
    known = get_contextvars().get("request_id")
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    body |= ({"request_id": known} if known else {}) | more
    return JSONResponse(body, status_code=status, headers=headers, media_type=MEDIA_TYPE)


def validation_detail(errors: Iterable[Mapping[str, Any] | ErrorDetails], *, skip: int = 0) -> str:
    """What is wrong with some values, each by its name.

    Args:
        errors: As pydantic tells them.
        skip: Parts of the name to leave out: of a request's values the first says where it stood.
    """
    return "; ".join(f"{_name(one, skip)}{one['msg']}{_given(one)}" for one in errors)


def _name(error: Mapping[str, Any] | ErrorDetails, skip: int) -> str:
    name = ".".join(str(part) for part in error["loc"][skip:])
    return f"{name}: " if name else ""


def _given(error: Mapping[str, Any] | ErrorDetails) -> str:
    value = error.get("input")
    return "" if value is None else f" (given: {str(value)[:80]!r})"


async def _on_http(_request: Request, problem: Exception) -> JSONResponse:
    status, detail = getattr(problem, "status_code", 500), getattr(problem, "detail", "")
    return problem_response(status, str(detail), headers=getattr(problem, "headers", None))


async def _on_validation(_request: Request, problem: Exception) -> JSONResponse:
    found = problem.errors() if isinstance(problem, RequestValidationError) else []
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, validation_detail(found, skip=1))


async def _on_forbidden(_request: Request, problem: Exception) -> JSONResponse:
    return problem_response(HTTPStatus.FORBIDDEN, str(problem))


def install(app: FastAPI) -> None:
    """Make every error that a route raises on purpose a problem document; `Observed` answers for the others."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Forbidden, _on_forbidden)
    app.add_exception_handler(RequestValidationError, _on_validation)
