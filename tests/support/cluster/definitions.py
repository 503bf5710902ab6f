"""The definitions, over the one index that all processes of a test's cluster share."""

from __future__ import annotations

import os
from typing import Any

import vindex_search.index.factory as factory
from tests.support.cluster.memory_index import INDEX, RemoteClient
from vindex_search.index.base import Index
from vindex_search.index.qdrant_server import QdrantServerIndex
from vindex_search.models.active_set import collection_name
from vindex_search.models.model import ModelSet
from vindex_search.settings import Settings


def _open_index(settings: Settings, models: ModelSet) -> Index:
    host, _colon, port = os.environ[INDEX].partition(":")
    client: Any = RemoteClient((host, int(port)))
    return QdrantServerIndex(client, collection_name(models), factory.dimensions(models), grace_s=0.0)


factory.open_server_index = _open_index

from vindex_assets.definitions import defs as defs  # noqa: E402 - over this index
