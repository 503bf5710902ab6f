"""Effects on an index: the requests to a Qdrant server that change points or collections."""

from __future__ import annotations

from typing import Any, Final

import pytest
from qdrant_client import QdrantClient

from tests.support.storage.effects.recorder import Recorder

CHANGES: Final = ("upsert", "delete", "create_collection", "delete_collection", "update_collection_aliases")


def record_index(patch: pytest.MonkeyPatch, recorder: Recorder) -> None:
    """Record until the patches are undone."""
    for name in CHANGES:
        _record(patch, recorder, name)


def _record(patch: pytest.MonkeyPatch, recorder: Recorder, name: str) -> None:
    real = getattr(QdrantClient, name)

    def recorded(client: QdrantClient, *given: Any, **said: Any) -> Any:
        recorder.about_to(f"index: {name}", given[0] if given and isinstance(given[0], str) else "")
        return real(client, *given, **said)

    patch.setattr(QdrantClient, name, recorded)
