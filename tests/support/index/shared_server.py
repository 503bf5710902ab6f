"""qdrant-client's in-memory mode as the one Qdrant server of all indexes that are opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from qdrant_client import QdrantClient

from tests.support.index.in_memory_server import SerialisedClient
from tests.support.index.points import DIM
from vindex_search.index import factory
from vindex_search.index.base import Index
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.index.types import Dimensions
from vindex_search.models.active_set import collection_name
from vindex_search.models.model import ModelSet
from vindex_search.settings import Settings


class SharedClient(SerialisedClient):
    """A client that stays open when one of its users closes it."""

    def close(self) -> None:
        """Do nothing."""


@contextmanager
def shared_server() -> Iterator[QdrantClient]:
    """Every server index that is opened while it lasts is on this server; vectors are those of `points`."""
    client = QdrantClient(":memory:")
    shared: Any = SharedClient(client)

    def open_index(_: Settings, models: ModelSet) -> Index:
        return QdrantServerIndex(shared, collection_name(models), Dimensions(text=DIM, visual=DIM), grace_s=0.0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factory, "open_server_index", open_index)
        yield client
    client.close()
