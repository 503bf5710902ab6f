"""protocol: half-sent requests, bodies that stop, responses that nobody reads, and what comes after a refusal."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from tests.support.http.server import serving
from vindex_search.api.connections.admission import ConnectionAdmission
from vindex_search.api.connections.descriptors import raise_descriptor_limit
from vindex_search.api.connections.guard import ConnectionGuard, Reason
from vindex_search.api.connections.limits import ConnectionLimits

PATIENCE_S = 60.0
LONG = ConnectionLimits(head_s=600, idle_s=600, window_s=600, linger_s=600, check_s=0.02)
BIG_BYTES = 64 * 2**20  # more than the buffers of two sockets hold
HEAD = b"Host: localhost\r\n"


def make_app() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def page() -> str:
        return "here"

    @app.get("/big")
    async def big() -> Response:
        return Response(bytes(BIG_BYTES))

    @app.post("/read")
    async def read(request: Request) -> int:
        return len(await request.body())

    @app.post("/refuse", status_code=401)
    async def refuse() -> str:
        return "no"

    return app


@dataclass
class Served:
    """A served application, with its guard."""

    url: str
    guard: ConnectionGuard

    def connect(self) -> socket.socket:
        parts = urlsplit(self.url)
        return socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE_S)

    def told(self, sent: bytes) -> tuple[int, Any]:
        """Status and body of what comes after these bytes, and the end of the connection after it."""
        with self.connect() as caller:
            caller.sendall(sent)
            return response_of(caller)


def response_of(caller: socket.socket) -> tuple[int, Any]:
    """The response, after which the server has closed."""
    answer = HTTPResponse(caller)
    answer.begin()
    body = answer.read()
    assert caller.recv(1) == b""
    answer.close()
    return answer.status, json.loads(body)


@contextmanager
def served(limits: ConnectionLimits = LONG, *, connections: int = 100, patience_s: float = 0.0) -> Iterator[Served]:
    guard = ConnectionGuard(limits, ConnectionAdmission(connections, patience_s=patience_s))
    with serving(make_app(), guard) as url:
        yield Served(url, guard)


def closed_as(reason: Reason, limits: ConnectionLimits, sent: bytes) -> tuple[int, Any]:
    """What an overdue connection hears."""
    with served(limits) as server:
        told = server.told(sent)
        assert server.guard.closed[reason] == 1
    return told


@pytest.mark.parametrize("sent", [b"G", b"GET / HTTP/1.1\r\n" + HEAD, b"POST /read HTTP/1.1\r\nContent-Le"])
def test_a_head_that_does_not_end_is_overdue(sent: bytes) -> None:
    status, problem = closed_as("slow head", replace(LONG, head_s=0.1), sent)
    assert (status, problem["detail"]) == (408, "the head of the request did not arrive in time")


def test_a_connection_that_says_nothing_is_closed() -> None:
    with served(replace(LONG, head_s=0.1)) as server, server.connect() as caller:
        assert caller.recv(1) == b""


@pytest.mark.parametrize(
    "framing", [b"Content-Length: 100000\r\n\r\n1234", b"Transfer-Encoding: chunked\r\n\r\n4\r\n12"]
)
def test_a_body_that_stops_is_overdue(framing: bytes) -> None:
    status, problem = closed_as("slow body", replace(LONG, window_s=0.1), b"POST /read HTTP/1.1\r\n" + HEAD + framing)
    assert (status, problem["detail"]) == (408, "the body of the request arrives too slowly")


def test_a_response_that_nobody_reads_is_cut_off() -> None:
    with served(replace(LONG, window_s=0.1)) as server, server.connect() as caller:
        caller.sendall(b"GET /big HTTP/1.1\r\n" + HEAD + b"\r\n")
        while not server.guard.closed["slow reader"]:
            caller.recv(1)  # a byte now and then is not enough
    assert server.guard.closed == {"slow reader": 1}


@pytest.mark.parametrize("after", [b"", b"\r\n", b"\r\n\r\n"])
def test_a_connection_is_not_kept_between_requests(after: bytes) -> None:
    with served(replace(LONG, idle_s=0.1)) as server:
        assert server.told(b"GET / HTTP/1.1\r\n" + HEAD + b"\r\n" + after) == (200, "here")


def test_the_second_head_has_a_deadline_too() -> None:
    with served(replace(LONG, head_s=0.1)) as server, server.connect() as caller:
        caller.sendall(b"GET / HTTP/1.1\r\n" + HEAD + b"\r\nGET / HTT")
        received = b""
        while more := caller.recv(65_536):
            received += more
    assert b'"here"HTTP/1.1 408 ' in received


@pytest.mark.parametrize(
    "field",
    [b"X: " + b"x" * 70_000, b"X:\r\n" * 3_000, b"X: " + b"x" * 70_000 + b"\r\n\r\n"],
    ids=["one", "many", "done"],
)
def test_a_large_head_is_refused(field: bytes) -> None:
    with served() as server:
        status, problem = server.told(b"GET / HTTP/1.1\r\n" + HEAD + field)
    assert (status, problem["detail"]) == (431, "the head of the request is too large; allowed are 65536 bytes")


@pytest.mark.parametrize(
    "sent",
    [b"\x16\x03\x01\x02\x00\x01\x00\n\n", b"GET / HTTP/9.9\r\n\r\n", b"CONNECT a:1 HTTP/1.1\r\n\r\n", b"*\r\n\r\n"],
)
def test_what_is_no_request_is_told_so(sent: bytes) -> None:
    with served() as server:
        status, problem = server.told(sent)
    assert (status, problem["title"]) == (400, "Bad Request")


def test_many_requests_at_once_end_the_connection() -> None:
    with served() as server, server.connect() as caller:
        caller.sendall(
            b"POST /read HTTP/1.1\r\n" + HEAD + b"Content-Length: 0\r\n\r\n" + b"GET / HTTP/1.1\r\n\r\n" * 500
        )
        with suppress(ConnectionResetError):
            while caller.recv(65_536):
                pass
    assert server.guard.closed["malformed"] == 1


def test_a_few_requests_at_once_are_answered_in_turn() -> None:
    with served() as server, server.connect() as caller:
        caller.sendall((b"GET / HTTP/1.1\r\n" + HEAD + b"\r\n") * 5)
        received = b""
        while received.count(b'"here"') < 5:
            received += caller.recv(65_536)
    assert received.count(b"HTTP/1.1 200 OK") == 5


def test_an_upgrade_is_answered_and_then_closed() -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n"
    with served() as server:
        assert server.told(b"GET / HTTP/1.1\r\n" + HEAD + upgrade + b"\x81\x05hello") == (200, "here")


def test_a_refused_body_is_neither_waited_for_nor_kept() -> None:
    with served(replace(LONG, linger_s=0.1)) as server:
        status, told = server.told(b"POST /refuse HTTP/1.1\r\n" + HEAD + b"Content-Length: 40000000000\r\n\r\nabc")
        assert (status, told) == (401, "no")


def test_a_refused_body_is_read_so_far_and_no_further() -> None:
    with served(replace(LONG, linger_bytes=2**20)) as server, server.connect() as caller:
        caller.sendall(b"POST /refuse HTTP/1.1\r\n" + HEAD + b"Content-Length: 40000000000\r\n\r\n")
        with pytest.raises(ConnectionError):
            caller.sendall(bytes(256 * 2**20))
    assert server.guard.closed == {"refused body": 1}


def test_whole_bodies_keep_the_connection() -> None:
    with served() as server, httpx.Client(base_url=server.url, timeout=PATIENCE_S) as client:
        answers = [client.post("/read", content=bytes(size)) for size in (0, 10, 3 * 2**20)]
    assert [answer.json() for answer in answers] == [0, 10, 3 * 2**20]
    assert not any("connection" in answer.headers for answer in answers)


def test_a_thousand_half_sent_requests_keep_nobody_out() -> None:
    raise_descriptor_limit()
    with served(connections=50) as server, ExitStack() as attackers:
        for _ in range(1000):
            attackers.enter_context(server.connect()).sendall(b"POST /read HTTP/1.1\r\nContent-Le")
        assert httpx.get(server.url, timeout=PATIENCE_S).json() == "here"
        assert server.guard.closed["made room"] >= 950


def test_the_service_is_full_of_requests_under_way() -> None:
    with served(connections=2) as server, ExitStack() as callers:
        for _ in range(2):
            one = callers.enter_context(server.connect())
            one.sendall(b"POST /read HTTP/1.1\r\n" + HEAD + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n")
            assert one.recv(100).startswith(b"HTTP/1.1 100")
        refused = httpx.get(server.url, timeout=PATIENCE_S)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert refused.headers["content-type"] == "application/problem+json"
