"""An empty index of each kind: embedded, and on a server or its in-memory stand-in."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from tests.support.index.points import DIM
from vindex_search.index.base import Index
from vindex_search.index.qdrant_edge import QdrantEdgeIndex
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.index.types import Dimensions

SIZES = Dimensions(text=DIM, visual=None)


@pytest.fixture(params=["embedded", "server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    made: Index
    if request.param == "embedded":
        made = QdrantEdgeIndex(tmp_path / "index", SIZES)
    else:
        url = os.environ.get("VINDEX_QDRANT_URL")
        made = QdrantServerIndex(QdrantClient(url or ":memory:"), f"test-{uuid.uuid4().hex}", SIZES, grace_s=0.0)
    made.ensure()
    yield made
    made.close()
