"""Retries over real HTTP: of transient errors, but not of refusals."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest
from qdrant_client import QdrantClient
from qdrant_client.http.exceptions import UnexpectedResponse

from tests.support.index.recording_server import RecordingServer, recording_server
from vindex_search.index.base import IndexUnavailable
from vindex_search.index.retry import MAX_ATTEMPTS, with_retries


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with recording_server() as made:
        made.results["GET /exists"] = {"exists": True}
        yield made


@pytest.fixture
def client(server: RecordingServer) -> Iterator[QdrantClient]:
    made = QdrantClient(server.url, check_compatibility=False)
    yield made
    made.close()


def request(client: QdrantClient, waits: list[float]) -> bool:
    return with_retries(lambda: client.collection_exists("vindex"), sleep=waits.append)


@pytest.mark.parametrize("statuses", [[], [503], [500, 502, 504]])
def test_transient_errors_are_retried(statuses: list[int], server: RecordingServer, client: QdrantClient) -> None:
    server.statuses = list(statuses)
    waits: list[float] = []
    assert request(client, waits)
    assert len(waits) == len(statuses)


def test_a_rate_that_stays_limited_is_unavailable(server: RecordingServer, client: QdrantClient) -> None:
    server.statuses = [429] * MAX_ATTEMPTS
    with pytest.raises(IndexUnavailable):
        request(client, [])


def test_retry_after_is_respected(server: RecordingServer, client: QdrantClient) -> None:
    server.statuses = [429]
    waits: list[float] = []
    assert request(client, waits)
    assert waits == [7.0]


@pytest.mark.parametrize("jitter", [min, max], ids=["shortest", "longest"])
def test_waits_double_and_attempts_are_limited(
    server: RecordingServer, client: QdrantClient, monkeypatch: pytest.MonkeyPatch, jitter: Callable[..., float]
) -> None:
    monkeypatch.setattr("random.uniform", jitter)
    server.statuses = [503] * (MAX_ATTEMPTS + 1)
    waits: list[float] = []
    with pytest.raises(IndexUnavailable, match=r"^Unexpected Response: 503 \(Service Unavailable\)$"):
        request(client, waits)
    assert len(server.requests) == MAX_ATTEMPTS == 6
    longest = [0.2, 0.4, 0.8, 1.6, 3.2]
    assert waits == pytest.approx([wait * (0.5 if jitter is min else 1.0) for wait in longest])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_a_refusal_is_not_retried(status: int, server: RecordingServer, client: QdrantClient) -> None:
    server.statuses = [status]
    waits: list[float] = []
    with pytest.raises(UnexpectedResponse):
        request(client, waits)
    assert waits == []


def test_an_unreachable_server_is_retried_and_then_unavailable() -> None:
    with socket.socket() as bound:  # to a port that nobody listens on
        bound.bind(("127.0.0.1", 0))
        client = QdrantClient(f"http://127.0.0.1:{bound.getsockname()[1]}", check_compatibility=False)
        waits: list[float] = []
        with pytest.raises(IndexUnavailable, match="Connection refused"):
            request(client, waits)
        assert len(waits) == MAX_ATTEMPTS - 1
        client.close()


def test_other_errors_pass_through() -> None:
    def broken() -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        with_retries(broken)
