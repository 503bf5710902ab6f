"""problems: every error is a document that names the wrong value and what is allowed."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus

import httpx
import pytest
import structlog
from fastapi import FastAPI
from pydantic import BaseModel, Field, ValidationError

from vindex_search.api.problems import Problem, install, problem_response, validation_detail
from vindex_search.auth.permissions import Forbidden


class Form(BaseModel):
    limit: int = Field(ge=1)
    name: str
    parts: list[int] = []


def errors_of(**given: object) -> ValidationError:
    with pytest.raises(ValidationError) as invalid:
        Form.model_validate(given)
    return invalid.value


def test_a_problem_is_a_document_of_its_status() -> None:
    answer = problem_response(404, "there is no video 'x' here")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert json.loads(bytes(answer.body)) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no video 'x' here",
    }


def test_a_problem_has_the_id_of_its_request_and_what_a_route_adds() -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        answer = problem_response(409, "taken", headers={"Retry-After": "3"}, allowed=["a"])
    body = json.loads(bytes(answer.body))
    assert (body["request_id"], body["allowed"], body["status"]) == ("r-1", ["a"], 409)
    assert answer.headers["retry-after"] == "3"


def test_an_error_to_raise_has_status_sentence_and_headers() -> None:
    problem = Problem(HTTPStatus.CONFLICT, "taken", headers={"Retry-After": "3"})
    assert (problem.status_code, problem.detail, problem.headers) == (409, "taken", {"Retry-After": "3"})


def test_each_wrong_value_is_named_with_what_was_given() -> None:
    errors = errors_of(limit=0, name="x" * 200, parts=["one"]).errors()
    assert validation_detail(errors) == (
        "limit: Input should be greater than or equal to 1 (given: '0'); "
        "parts.0: Input should be a valid integer, unable to parse string as an integer (given: 'one')"
    )


def test_a_long_value_is_cut_and_an_absent_one_is_not_given() -> None:
    assert validation_detail(errors_of(limit="9" * 99 + "x", name="a").errors()).endswith(f"(given: '{'9' * 80}')")
    assert validation_detail(errors_of(limit=None, name="a").errors()) == "limit: Input should be a valid integer"


def test_leading_parts_of_a_location_are_left_out() -> None:
    error = {"loc": ("query", "limit"), "msg": "is too small", "input": None}
    assert validation_detail([error], skip=1) == "limit: is too small"
    assert validation_detail([error]) == "query.limit: is too small"
    assert validation_detail([{**error, "loc": ("body",)}], skip=1) == "is too small"


def application() -> FastAPI:
    """An application whose routes refuse in each way."""
    app = FastAPI()
    install(app)

    @app.get("/limited")
    def limited(limit: int) -> int:
        return limit

    @app.get("/forbidden")
    def forbidden() -> None:
        raise Forbidden("ci may not see workspace 'team'")

    @app.get("/busy")
    def busy() -> None:
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "wait 3 s", headers={"Retry-After": "3"})

    return app


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/limited?limit=x", 422, "limit: Input should be a valid integer, unable to parse string as an integer"),
        ("/limited", 422, "limit: Field required"),
        ("/forbidden", 403, "ci may not see workspace 'team'"),
        ("/busy", 429, "wait 3 s"),
        ("/nothing", 404, "Not Found"),
    ],
)
def test_every_refusal_of_an_application_is_a_problem(path: str, status: int, detail: str) -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(application())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path)

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["detail"].startswith(detail)
    assert answer.json()["status"] == status
    assert answer.headers.get("retry-after") == ("3" if status == 429 else None)
