"""plain_errors: errors in plain text become problems; all other responses pass as they are."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from vindex_search.api.middleware.plain_errors import PlainErrorsMiddleware


def ask(response: Response) -> httpx.Response:
    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(PlainErrorsMiddleware(response))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/")

    return asyncio.run(get())


@pytest.mark.parametrize(("status", "header"), [(405, "allow"), (416, "content-range"), (503, "retry-after")])
def test_an_error_in_plain_text_becomes_a_problem(status: int, header: str) -> None:
    answer = ask(PlainTextResponse("an exception's text", status, headers={header: "7", "x-other": "1"}))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (answer.headers[header], "x-other" in answer.headers) == ("7", False)
    assert answer.json()["status"] == status
    assert "exception" not in answer.text


@pytest.mark.parametrize(
    "response", [PlainTextResponse("fine"), JSONResponse({"detail": "x"}, 404), Response(status_code=304)]
)
def test_others_pass(response: Response) -> None:
    answer = ask(response)
    assert (answer.status_code, answer.content) == (response.status_code, response.body)
