"""qdrant-client's in-memory mode in the place of a server."""

from __future__ import annotations

import threading
from typing import Any

from qdrant_client import QdrantClient


class OneRequestAtATime:
    """The in-memory client, which is not safe under threads: each request is whole, as one to a server is."""

    def __init__(self, client: QdrantClient) -> None:
        self._client = client
        self._turn = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            with self._turn:
                return getattr(self._client, name)(*arguments, **options)

        return call
