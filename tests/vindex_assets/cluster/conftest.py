"""A Redis for the tests of this room, one a session and process, and empty claims of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.support.cluster.servers.redis import RedisServer, redis_server
from vindex_assets.cluster.claims import StepClaims


@pytest.fixture(scope="session")
def broker() -> Iterator[RedisServer]:
    with tempfile.TemporaryDirectory(prefix="vindex-redis-") as folder, redis_server(Path(folder)) as server:
        yield server


@pytest.fixture
def client(broker: RedisServer) -> Iterator[redis.Redis]:
    """A client of an empty database."""
    with redis.Redis.from_url(broker.url, decode_responses=True) as client:
        client.flushdb()
        yield client


@pytest.fixture
def claims(client: redis.Redis) -> StepClaims:
    return StepClaims(client)
