"""Errors as `application/problem+json` (RFC 9457), with a sentence that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from vindex_search.access import Forbidden


class Problem(HTTPException):
    """An answer that is an error: the status and a sentence that says what to do."""

    def __init__(self, status: HTTPStatus, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)


def problem_response(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> JSONResponse:
    """The JSON body of a problem; `more` are further members."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status_code=status, headers=headers, media_type="application/problem+json")


async def _on_http(_request: Request, problem: Exception) -> JSONResponse:
    status, detail = getattr(problem, "status_code", 500), getattr(problem, "detail", "")
    return problem_response(status, str(detail), headers=getattr(problem, "headers", None))


async def _on_forbidden(_request: Request, problem: Exception) -> JSONResponse:
    return problem_response(HTTPStatus.FORBIDDEN, str(problem))


async def _on_validation(_request: Request, problem: Exception) -> JSONResponse:
    found = problem.errors() if isinstance(problem, RequestValidationError) else []
    sentences = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}{_given(one)}" for one in found]
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(sentences))


def _given(error: dict[str, Any]) -> str:
    value = error.get("input")
    return "" if value is None else f" (given: {str(value)[:80]!r})"


async def _on_surprise(_request: Request, _problem: Exception) -> JSONResponse:
    return problem_response(500, "the service met an error of its own; its log has the details")


def install(app: FastAPI) -> None:
    """Make every error of the application a problem document."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Forbidden, _on_forbidden)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(Exception, _on_surprise)
