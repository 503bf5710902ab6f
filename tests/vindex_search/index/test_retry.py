"""Retries over real HTTP: of transient errors, but not of refusals."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from qdrant_client import QdrantClient
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from vindex_search.index.retry import MAX_ATTEMPTS, MAX_WAIT_S, with_retries


class FlakyServer(ThreadingHTTPServer):
    """Answers with the given statuses, one after the other, then with 200."""

    statuses: list[int]


class Handler(BaseHTTPRequestHandler):
    server: FlakyServer

    def do_GET(self) -> None:
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        body = json.dumps({"result": {"exists": True}, "status": "ok", "time": 0.0}).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def server() -> Iterator[FlakyServer]:
    made = FlakyServer(("127.0.0.1", 0), Handler)
    made.statuses = []
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def client(server: FlakyServer) -> Iterator[QdrantClient]:
    made = QdrantClient(f"http://127.0.0.1:{server.server_address[1]}", check_compatibility=False)
    yield made
    made.close()


def request(client: QdrantClient, waits: list[float]) -> bool:
    return with_retries(lambda: client.collection_exists("vindex"), sleep=waits.append)


@pytest.mark.parametrize("statuses", [[], [503], [500, 502, 504]])
def test_transient_errors_are_retried(statuses: list[int], server: FlakyServer, client: QdrantClient) -> None:
    server.statuses = list(statuses)
    waits: list[float] = []
    assert request(client, waits)
    assert len(waits) == len(statuses)


def test_retry_after_is_respected(server: FlakyServer, client: QdrantClient) -> None:
    server.statuses = [429]
    waits: list[float] = []
    assert request(client, waits)
    assert waits == [7.0]


def test_waits_grow_and_attempts_are_limited(server: FlakyServer, client: QdrantClient) -> None:
    server.statuses = [503] * (MAX_ATTEMPTS + 1)
    waits: list[float] = []
    with pytest.raises(UnexpectedResponse, match="503"):
        request(client, waits)
    assert len(waits) == MAX_ATTEMPTS - 1
    assert all(0.0 < wait <= MAX_WAIT_S for wait in waits)
    assert waits[-1] > waits[0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_a_refusal_is_not_retried(status: int, server: FlakyServer, client: QdrantClient) -> None:
    server.statuses = [status]
    waits: list[float] = []
    with pytest.raises(UnexpectedResponse):
        request(client, waits)
    assert waits == []


def test_an_unreachable_server_is_retried_then_raised() -> None:
    client = QdrantClient("http://127.0.0.1:9", check_compatibility=False)
    waits: list[float] = []
    with pytest.raises(ResponseHandlingException):
        request(client, waits)
    assert len(waits) == MAX_ATTEMPTS - 1
    client.close()


def test_other_errors_pass_through() -> None:
    def broken() -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        with_retries(broken)
    assert issubclass(ResourceExhaustedResponse, Exception)
