"""request_log: log lines, request ids and headers of requests over real HTTP."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.staticfiles import StaticFiles

from tests.support.concurrency.waiting import until
from tests.support.http.server import serving
from vindex_search.api import problems
from vindex_search.api.middleware.request_log import RequestLogMiddleware
from vindex_search.api.problems import INTERNAL_ERROR
from vindex_search.auth.permissions import Caller
from vindex_search.common.telemetry.metrics import Metrics

LOGGER = "vindex.access"


def make_app(metrics: Metrics | None = None) -> FastAPI:
    app = FastAPI()
    problems.install(app)
    app.add_middleware(RequestLogMiddleware, metrics=metrics or Metrics())
    app.mount("/web", StaticFiles(directory=Path(__file__).parent))

    @app.get("/v1/things/{name}")
    def thing(name: str, request: Request) -> str:
        request.state.caller = Caller("a friend", frozenset({"search"}))
        return name

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("inner matter")

    @app.get("/half")
    def half() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"begun"
            raise ZeroDivisionError("in the middle")

        return StreamingResponse(parts())

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving(make_app()) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def entry(caplog: pytest.LogCaptureFixture, message: str = "request") -> logging.LogRecord:
    """The one entry; it is written after the response, so that the client may be here first."""
    until(lambda: any(record.name == LOGGER and record.message == message for record in caplog.records))
    (found,) = [record for record in caplog.records if record.name == LOGGER and record.message == message]
    return found


def test_every_response_has_server_timing(client: httpx.Client) -> None:
    for address in ("/healthz", "/v1/things/diary", "/nothing"):
        (total,) = re.findall(r"^total;dur=(\d+\.\d\d)$", client.get(address).headers["server-timing"])
        assert 0 <= float(total) < 60_000


def test_a_request_is_logged_by_its_route_template(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    client.get("/v1/things/diary", params={"q": "déjà vu"}, headers={"X-API-Key": "vdx_secret"})
    facts = vars(entry(caplog))
    expected = {"method": "GET", "route": "/v1/things/{name}", "status": 200, "caller": "a friend", "query_chars": 7}
    assert {name: facts[name] for name in expected} == expected
    assert facts["ms"] >= 0
    for word in ("diary", "déjà", "secret"):
        assert word not in str(facts)


@pytest.mark.parametrize(
    ("address", "route"), [("/web/js/app.js", "/web/{path}"), ("/no/such", "none"), ("/docs", "/docs")]
)
def test_a_request_without_a_template_is_logged_without_its_path(
    client: httpx.Client, caplog: pytest.LogCaptureFixture, address: str, route: str
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    client.get(address)
    assert vars(entry(caplog))["route"] == route


def test_no_path_and_no_method_makes_a_new_series_of_metrics() -> None:
    metrics = Metrics()
    with serving(make_app(metrics)) as url, httpx.Client(base_url=url, timeout=60) as client:
        for number in range(60):
            method = ("GET", "PATCH", "PROPFIND")[number % 3]  # the others are refused by routes that exist
            for path in ("/v1/things/{}", "/v1/things/{}/", "/web/{}", "/docs/{}", "/{}"):
                client.request(method, path.format(number))
    routes = {labels[:2] for labels in metrics.requests._metrics}
    assert {route for _, route in routes} <= {"/v1/things/{name}", "/web/{path}", "none"}
    assert {method for method, _ in routes} == {"GET", "PATCH", "other"}


def test_probes_are_not_logged(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    client.get("/healthz")
    assert [record for record in caplog.records if record.name == LOGGER] == []


@pytest.mark.parametrize("given", ["3f2a-77", "Root=1-67891233-abcdef012345678912345678", "a" * 128])
def test_a_valid_request_id_is_kept(client: httpx.Client, given: str) -> None:
    answer = client.get("/no/such", headers={"X-Request-Id": given})
    assert answer.headers["x-request-id"] == given
    assert answer.json()["request_id"] == given


@pytest.mark.parametrize("given", [b"", b"two words", b'{"forged": 1}', b"a" * 129, "é".encode()])
def test_any_other_request_id_is_replaced(client: httpx.Client, given: bytes) -> None:
    made = [client.get("/healthz", headers={b"X-Request-Id": given}).headers["x-request-id"] for _ in range(2)]
    assert all(len(one) == 32 and one.isalnum() for one in made)
    assert made[0] != made[1]


def test_an_unexpected_error_is_a_problem_document_and_a_traceback(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/broken", headers={"X-Request-Id": "trace-7"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert (answer.json()["detail"], answer.json()["request_id"]) == (INTERNAL_ERROR, "trace-7")
    assert "inner matter" not in answer.text
    trace = entry(caplog, "unexpected error")
    assert trace.exc_info is not None
    assert isinstance(trace.exc_info[1], ZeroDivisionError)
    assert client.get("/healthz").status_code == 200


def test_an_error_after_the_headers_closes_the_connection(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/half")
    assert entry(caplog, "unexpected error").exc_info is not None
