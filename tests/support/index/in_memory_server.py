"""qdrant-client's in-memory mode as a replacement for a server."""

from __future__ import annotations

import threading
from typing import Any

from qdrant_client import QdrantClient


class SerialisedClient:
    """The in-memory client, which is not thread-safe, behind a lock: requests are atomic, as on a server."""

    def __init__(self, client: QdrantClient) -> None:
        self._client = client
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            with self._lock:
                return getattr(self._client, name)(*arguments, **options)

        return call
