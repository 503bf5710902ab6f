"""patience: a server that is not well for a moment is asked again, over real HTTP; one that refuses is not."""

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


class Unwell(ThreadingHTTPServer):
    """Answers with the statuses it is given, one after the other, then well."""

    statuses: list[int]


class Answer(BaseHTTPRequestHandler):
    server: Unwell

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
        """Nothing is said."""


@pytest.fixture
def server() -> Iterator[Unwell]:
    made = Unwell(("127.0.0.1", 0), Answer)
    made.statuses = []
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def client(server: Unwell) -> Iterator[QdrantClient]:
    made = QdrantClient(f"http://127.0.0.1:{server.server_address[1]}", check_compatibility=False)
    yield made
    made.close()


def asked(client: QdrantClient, waits: list[float]) -> bool:
    return with_retries(lambda: client.collection_exists("vindex"), sleep=waits.append)


@pytest.mark.parametrize("statuses", [[], [503], [500, 502, 504]])
def test_a_server_that_recovers_answers_in_the_end(statuses: list[int], server: Unwell, client: QdrantClient) -> None:
    server.statuses = list(statuses)
    waits: list[float] = []
    assert asked(client, waits)
    assert len(waits) == len(statuses)


def test_a_server_that_says_how_long_is_waited_for(server: Unwell, client: QdrantClient) -> None:
    server.statuses = [429]
    waits: list[float] = []
    assert asked(client, waits)
    assert waits == [7.0]


def test_waits_grow_and_have_an_end(server: Unwell, client: QdrantClient) -> None:
    server.statuses = [503] * (MAX_ATTEMPTS + 1)
    waits: list[float] = []
    with pytest.raises(UnexpectedResponse, match="503"):
        asked(client, waits)
    assert len(waits) == MAX_ATTEMPTS - 1
    assert all(0.0 < wait <= MAX_WAIT_S for wait in waits)
    assert waits[-1] > waits[0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_a_refusal_is_final(status: int, server: Unwell, client: QdrantClient) -> None:
    server.statuses = [status]
    waits: list[float] = []
    with pytest.raises(UnexpectedResponse):
        asked(client, waits)
    assert waits == []


def test_a_server_that_is_not_there_is_tried_and_then_said() -> None:
    client = QdrantClient("http://127.0.0.1:9", check_compatibility=False)
    waits: list[float] = []
    with pytest.raises(ResponseHandlingException):
        asked(client, waits)
    assert len(waits) == MAX_ATTEMPTS - 1
    client.close()


def test_an_error_of_ours_passes_through() -> None:
    def broken() -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        with_retries(broken)
    assert issubclass(ResourceExhaustedResponse, Exception)
